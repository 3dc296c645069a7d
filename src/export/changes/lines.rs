//! The lines of a file of changes.

use crate::image::render::{Form, Line, Plan, write};
use crate::image::{Image, Row, Way};
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Arity, CodeList};
use crate::store::history::FieldChange;

use super::net::{Net, Texts};

/// Writes lines of one table.
pub(super) struct Lines {
    plan: Plan,
    /// The files of its links to many, with their names.
    pairs: Vec<(String, Plan)>,
}

impl Lines {
    pub(super) fn new(image: &Image, table: usize) -> Self {
        let of_table = &TABLES[table];
        let links = of_table.links.iter().filter(|link| link.arity == Arity::Many);
        let pairs = links.filter_map(|link| {
            let name = of_table.pairs(link);
            let plan = Plan::of_pairs(image, &name)?;
            Some((name, plan))
        });
        let pairs = pairs.collect();
        Self { plan: Plan::flat(image, table), pairs }
    }

    /// What happened to a record, with its lines in the files of the image.
    pub(super) fn write(
        &self,
        image: &Image,
        slug: &str,
        row: Option<Row>,
        net: &Net,
        revision: i64,
        out: &mut Vec<u8>,
    ) {
        let table = TABLES[self.plan.table].name;
        out.extend_from_slice(b"{\"id\":");
        write::string(out, &format!("{table}/{slug}"));
        out.extend_from_slice(b",\"table\":");
        write::string(out, table);
        out.extend_from_slice(b",\"slug\":");
        write::string(out, slug);
        out.extend_from_slice(b",\"change\":");
        write::string(
            out,
            match net {
                Net::Added => "added",
                Net::Changed(_) => "changed",
                Net::Removed => "removed",
            },
        );
        out.extend_from_slice(b",\"revision\":");
        write::integer(out, revision);
        if let Net::Changed(fields) = net {
            write_fields(fields, out);
        }
        out.extend_from_slice(b",\"record\":");
        match row {
            Some(row) => self.plan.write_cells(image, Line::of(row), out),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"links\":{");
        for (at, (name, plan)) in self.pairs.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write::string(out, name);
            out.extend_from_slice(b":[");
            let mut is_first = true;
            let mut each = |line| {
                if !std::mem::take(&mut is_first) {
                    out.push(b',');
                }
                plan.write_cells(image, line, out);
            };
            if let Some(row) = row {
                plan.lines(image, row, &mut each);
            }
            out.push(b']');
        }
        out.extend_from_slice(b"}}\n");
    }

    /// What a record says now, in the words of the history.
    pub(super) fn texts(&self, image: &Image, row: Row) -> Texts {
        let mut texts = Texts::new();
        for field in &self.plan.fields {
            let mut text = Vec::new();
            match self.plan.describe(image, field).form {
                Form::Slug | Form::Label => {}
                Form::Links(_) => text = self.linked(image, &field.name, row).into_bytes(),
                _ => {
                    self.plan.write_text(image, field, Line::of(row), &mut text);
                }
            }
            if let Some(text) = String::from_utf8(text).ok().filter(|text| !text.is_empty()) {
                texts.insert(field.name.clone(), text);
            }
        }
        texts
    }

    /// The records at the ends of a link, each with what its pair says.
    fn linked(&self, image: &Image, name: &str, row: Row) -> String {
        let owner = self.plan.table;
        let way = TABLES[owner].link(name).map(|(at, _)| Way::forward(owner, at));
        let Some(way) = way.and_then(|ways| ways.first().copied()) else { return String::new() };
        let code = |list: &CodeList, at: usize| list.codes.get(at).map(|entry| entry.code);
        let mut linked: Vec<String> = image
            .edges(way, row)
            .iter()
            .map(|pair| {
                let slug = image.table(way.to).slug(pair.row);
                let basis = pair.edge.basis().and_then(|at| code(&BASIS, at));
                let role = || pair.edge.role().and_then(|at| code(way.link.role?, at));
                match basis.or_else(role) {
                    Some(said) => format!("{slug} ({said})"),
                    None => slug.to_owned(),
                }
            })
            .collect();
        linked.sort_unstable();
        linked.join(";")
    }
}

fn write_fields(fields: &[FieldChange], out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"fields\":[");
    for (at, field) in fields.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b",{\"name\":" } else { b"{\"name\":" });
        write::string(out, &field.name);
        for (key, text) in
            [(b",\"before\":".as_slice(), &field.before), (b",\"after\":", &field.after)]
        {
            out.extend_from_slice(key);
            match text {
                Some(text) => write::string(out, text),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_has_room_for_all_that_a_pair_says() {
        let links = TABLES.iter().flat_map(|table| table.links);
        for link in links {
            assert!(!(link.basis && link.role.is_some()), "{} says a basis and a role", link.name);
        }
    }
}
