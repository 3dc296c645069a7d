//! Which fields of a record are wanted: the parameters `fields`, `include` and `language`.
//!
//! `fields=slug,title,countries.name` are these fields in this order; a name with a point asks for
//! a field of linked records. `include=countries,missions.cities` are linked records with all their
//! fields. Where both name a link, its fields are those that `fields` names.

use crate::config::Limits;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::filter::parse::nearest;
use crate::image::render::select::{Include, Part, link_names, reach, ways};
use crate::model::TABLES;
use crate::model::value::is_language_tag;

/// The parameters that this file reads.
pub(super) const NAMES: &[&str] = &["fields", "include", "language"];

/// How many links lead from a record to the farthest one that it can bring with it.
pub(super) const DEPTH_LIMIT: usize = 2;

/// The most languages that one request can prefer.
const LANGUAGES_LIMIT: usize = 20;

/// What of the records is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The parts of a record, in order.
    pub(super) parts: Vec<Part>,
    /// The languages of texts, the most wanted first; none for all of them.
    pub(super) languages: Vec<String>,
}

/// The names of one parameter, before they are looked up.
#[derive(Debug, Default)]
struct Names<'a> {
    /// The fields in order; none for all.
    fields: Option<Vec<&'a str>>,
    /// The linked records.
    links: Vec<(&'a str, Self)>,
    /// The parameter that named the link to these records first.
    parameter: &'static str,
}

impl Wanted {
    /// Reads the parameters among the pairs of a query string.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] names the parameter, the name that is not known, and those that are.
    pub(super) fn parse(table: usize, pairs: &[(String, String)]) -> Result<Self> {
        let mut names = Names::default();
        let mut languages = Vec::new();
        for (name, value) in pairs {
            match name.as_str() {
                "fields" => names.add(value, "fields")?,
                "include" => names.add(value, "include")?,
                "language" => languages = tags(value)?,
                _ => {}
            }
        }
        Ok(Self { parts: names.parts(&[table])?.remove(0), languages })
    }

    /// Refuses what would bring more records than the limit, in pages of `size` records.
    pub(super) fn within(
        &self,
        image: &Image,
        table: usize,
        size: usize,
        limits: &Limits,
    ) -> Result<()> {
        let each = reach(image, &self.parts, limits.page_size);
        let records = (size.min(image.table(table).rows) as u64).saturating_mul(each + 1);
        if each > 0 && records > limits.records {
            return Err(Error::Limit {
                what: "the number of records that the answer can have",
                value: records,
                limit: limits.records,
                hint: "ask for fewer records with `limit`, or leave out a part of `include`"
                    .to_owned(),
            });
        }
        Ok(())
    }
}

impl<'a> Names<'a> {
    fn add(&mut self, value: &'a str, parameter: &'static str) -> Result<()> {
        if parameter == "fields" {
            self.fields.get_or_insert_default();
        }
        for path in value.split(',').map(str::trim) {
            let mut steps: Vec<&str> = path.split('.').map(str::trim).collect();
            if steps.iter().any(|step| step.is_empty()) {
                return Err(Error::Argument {
                    argument: parameter.to_owned(),
                    what: format!("expected names with `,` between them, not `{}`", cut(value)),
                    hint: format!("write it as `{parameter}=countries,sdgs`"),
                });
            }
            let field = if parameter == "fields" { steps.pop() } else { None };
            if steps.len() > DEPTH_LIMIT {
                return Err(Error::Limit {
                    what: "the number of links that stand in each other",
                    value: steps.len() as u64,
                    limit: DEPTH_LIMIT as u64,
                    hint: "ask for the linked records at their own address".to_owned(),
                });
            }
            let mut names = &mut *self;
            for step in steps {
                if field.is_some() {
                    names.name(step);
                }
                names = names.link(step, parameter);
            }
            if let Some(field) = field {
                names.name(field);
            }
        }
        Ok(())
    }

    /// Adds a field; one that is there stays where it is.
    fn name(&mut self, name: &'a str) {
        let fields = self.fields.get_or_insert_default();
        if !fields.contains(&name) {
            fields.push(name);
        }
    }

    fn link(&mut self, name: &'a str, parameter: &'static str) -> &mut Self {
        let at = self.links.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.links.push((name, Self { parameter, ..Self::default() }));
            self.links.len() - 1
        });
        &mut self.links[at].1
    }

    /// The parts of the records of each of these tables. A name must be known in one of them.
    fn parts(&self, tables: &[usize]) -> Result<Vec<Vec<Part>>> {
        for (name, of_link) in &self.links {
            if tables.iter().all(|table| ways(*table, name).is_empty()) {
                return Err(unknown(of_link.parameter, "link", name, tables, link_names));
            }
        }
        for name in self.fields.iter().flatten() {
            let is_link = self.links.iter().any(|(link, _)| link == name);
            if !is_link && tables.iter().all(|table| find(*table, name).is_none()) {
                return Err(unknown_field(name, tables));
            }
        }
        tables.iter().map(|table| self.parts_of(*table)).collect()
    }

    fn parts_of(&self, table: usize) -> Result<Vec<Part>> {
        let mut includes = Vec::new();
        for (name, names) in &self.links {
            let ways = ways(table, name);
            let Some(first) = ways.first() else { continue };
            let targets: Vec<usize> = ways.iter().map(|way| way.to).collect();
            let (name, parts) = (first.name(), names.parts(&targets)?);
            let branches = ways.into_iter().zip(parts).collect();
            includes.push((name, Part::Include(Include { name, branches })));
        }
        let mut parts = match &self.fields {
            None => Part::all(table),
            Some(names) => {
                let mut parts = Vec::with_capacity(names.len());
                for name in names {
                    let at = includes.iter().position(|(include, _)| include == name);
                    parts.extend(at.map(|at| includes.remove(at).1).or_else(|| find(table, name)));
                }
                parts
            }
        };
        // What `fields` does not name stands in the place of its slugs, or at the end.
        for (name, include) in includes {
            match parts.iter_mut().find(|part| part.name(table) == name) {
                Some(part) => *part = include,
                None => parts.push(include),
            }
        }
        Ok(parts)
    }
}

/// The refusal of a name in `fields`.
fn unknown_field(name: &str, tables: &[usize]) -> Error {
    if tables.iter().any(|table| !ways(*table, name).is_empty()) {
        return Error::Argument {
            argument: "fields".to_owned(),
            what: format!("`{name}` are linked records, which `include` brings"),
            hint: format!("add `include={name}`, or name a field of them: `{name}.slug`"),
        };
    }
    unknown("fields", "field", name, tables, |table| {
        Part::all(table).iter().map(|part| part.name(table)).collect()
    })
}

fn find(table: usize, name: &str) -> Option<Part> {
    Part::all(table).into_iter().find(|part| part.name(table) == name)
}

fn unknown(
    parameter: &str,
    thing: &str,
    name: &str,
    tables: &[usize],
    known: impl Fn(usize) -> Vec<&'static str>,
) -> Error {
    let mut names: Vec<&str> = Vec::new();
    for known in tables.iter().flat_map(|table| known(*table)) {
        if !names.contains(&known) {
            names.push(known);
        }
    }
    let table = match tables {
        [table] => format!("`{}` have", TABLES[*table].name),
        _ => "the linked records have".to_owned(),
    };
    let meant = nearest(name, names.iter().copied());
    let meant = meant.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    Error::Argument {
        argument: parameter.to_owned(),
        what: format!("{table} no {thing} `{}`", cut(name)),
        hint: format!("{meant}use {}", names.join(", ")),
    }
}

fn tags(value: &str) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in value.split(',').map(str::trim) {
        if !is_language_tag(&tag.to_ascii_lowercase()) {
            return Err(Error::Argument {
                argument: "language".to_owned(),
                what: format!("`{}` is no language tag", cut(tag)),
                hint: "write it as `it`, or as `fr,it` for the second where there is no first"
                    .to_owned(),
            });
        }
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
            tags.push(tag.to_owned());
        }
    }
    if tags.len() > LANGUAGES_LIMIT {
        return Err(Error::Limit {
            what: "the number of languages",
            value: tags.len() as u64,
            limit: LANGUAGES_LIMIT as u64,
            hint: "name the few that you read".to_owned(),
        });
    }
    Ok(tags)
}

/// The beginning of what a stranger wrote, so that a message stays short.
fn cut(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::parameters::pairs;

    fn names(query: &str) -> Vec<String> {
        fn of(table: usize, parts: &[Part]) -> Vec<String> {
            let name = |part: &Part| match part {
                Part::Include(include) => {
                    let (way, parts) = &include.branches[0];
                    format!("{}({})", include.name, of(way.to, parts).join(" "))
                }
                part => part.name(table).to_owned(),
            };
            parts.iter().map(name).collect()
        }
        of(0, &Wanted::parse(0, &pairs(query)).unwrap().parts)
    }

    fn refused(query: &str) -> (String, String, String) {
        match Wanted::parse(0, &pairs(query)) {
            Err(Error::Argument { argument, what, hint }) => (argument, what, hint),
            other => panic!("{query}: {other:?}"),
        }
    }

    #[test]
    fn fields_stand_in_the_order_asked() {
        assert_eq!(names("fields=title,slug,countries"), ["title", "slug", "countries"]);
        assert_eq!(names("fields=slug, slug,id"), ["slug", "id"]);
        assert_eq!(names("").len(), Part::all(0).len());
    }

    #[test]
    fn linked_records_stand_in_the_place_of_their_slugs_or_at_the_end() {
        let all = names("include=countries,budgets");
        assert!(all[11].starts_with("countries(id slug") && all.last().unwrap().contains("amount"));
        assert_eq!(names("fields=countries.name,slug"), ["countries(name)", "slug"]);
        let query = "fields=slug,countries.name&include=countries,cities";
        assert_eq!(names(query)[..2], ["slug", "countries(name)"]);
        assert_eq!(names("fields=missions.cities.name"), ["missions(cities(name))"]);
        assert_eq!(names("fields=slug&include=parent")[1][..7], *"parent(");
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_one() {
        let (argument, what, hint) = refused("fields=slug,titel");
        assert_eq!(
            (argument.as_str(), what.as_str()),
            ("fields", "`projects` have no field `titel`")
        );
        assert!(hint.starts_with("did you mean `title`? use id, slug, title"), "{hint}");
        let (argument, what, _) = refused("include=countries.town");
        assert_eq!(
            (argument.as_str(), what.as_str()),
            ("include", "`countries` have no link `town`")
        );
        assert_eq!(refused("fields=contries.name").0, "fields");
        assert!(refused("fields=missions").2.contains("`include=missions`"));
        for query in
            ["fields=", "include=", "fields=slug,", "fields=a..b", "language=", "language=i_t"]
        {
            refused(query);
        }
    }

    #[test]
    fn includes_are_two_deep() {
        assert!(Wanted::parse(0, &pairs("include=countries.cities")).is_ok());
        let deep = Wanted::parse(0, &pairs("include=countries.cities.projects"));
        assert!(matches!(deep, Err(Error::Limit { value: 3, .. })));
    }

    #[test]
    fn a_link_to_any_table_takes_the_fields_of_all() {
        let (table, _) = crate::model::find_table("citations").unwrap();
        let parse = |query: &str| Wanted::parse(table, &pairs(query));
        let wanted = parse("fields=subject.slug,subject.acronym").unwrap();
        let [Part::Include(include)] = wanted.parts.as_slice() else { panic!("{wanted:?}") };
        assert_eq!(include.branches.len(), TABLES.len());
        assert!(parse("fields=subject.colour").is_err());
    }
}
