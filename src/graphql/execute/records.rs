//! Records: their cells and their links.

use super::super::plan::{Code, Record, Selected, Selection};
use super::super::schema::does::{Money, Point, Translation};
use super::{Pass, Place, Written};
use crate::image::columns::{Data, Row, Texts, code_of, currency_of, date_of};
use crate::image::render::write;
use crate::model::TABLES;
use crate::model::value::format_instant;

impl<'p> Pass<'p> {
    /// A record.
    pub(super) fn record(
        &mut self,
        selection: &'p Selection<'p, Record<'p>>,
        table: usize,
        row: Row,
    ) -> Written {
        self.check_size()?;
        self.object(selection, |pass, field, step| pass.cell(field, step, table, row))
    }

    fn cell(
        &mut self,
        field: &'p Selected<'p, Record<'p>>,
        step: &'p Record<'p>,
        table: usize,
        row: Row,
    ) -> Written {
        let records = self.from.image.table(table);
        let place = Place::Key(field.key);
        match step {
            Record::Id => {
                // Neither a name nor a slug has anything to escape.
                self.out.push(b'"');
                self.out.extend_from_slice(TABLES[table].name.as_bytes());
                self.out.push(b'/');
                self.out.extend_from_slice(records.slug(row).as_bytes());
                self.out.push(b'"');
                Ok(())
            }
            Record::Slug => {
                self.string(records.slug(row));
                Ok(())
            }
            Record::Scalar(at, required) => {
                if self.scalar(&records.column(*at).data, row) {
                    return Ok(());
                }
                self.missing(field, *required)
            }
            Record::Localised(at, required, languages) => {
                match localised(&records.column(*at).data, languages, row) {
                    Some((_, text)) => self.string(text),
                    None => return self.missing(field, *required),
                }
                Ok(())
            }
            Record::Language(at, required, languages) => {
                match localised(&records.column(*at).data, languages, row) {
                    Some((tag, _)) => self.string(tag),
                    None => return self.missing(field, *required),
                }
                Ok(())
            }
            Record::Translations(at, selection) => self
                .within(place, |pass| pass.translations(&records.column(*at).data, selection, row)),
            Record::Code(at, required, selection) => {
                let Data::Code(list, cells) = &records.column(*at).data else {
                    return self.missing(field, *required);
                };
                match code_of(list, cells.get(row)) {
                    Some(code) => self.code(selection, code),
                    None => self.missing(field, *required),
                }
            }
            Record::Money(at, required, selection) => {
                let Data::Money(numbers, currencies) = &records.column(*at).data else {
                    return self.missing(field, *required);
                };
                let Some(number) = numbers.get(row) else { return self.missing(field, *required) };
                self.object(selection, |pass, _, step| {
                    match step {
                        Money::Amount => write::decimal(&mut pass.out, number),
                        Money::Currency => pass.string(currency_of(currencies.get(row))),
                    }
                    Ok(())
                })
            }
            Record::Point(at, required, selection) => {
                let Data::Point(cells) = &records.column(*at).data else {
                    return self.missing(field, *required);
                };
                let Some(point) = cells.find(row) else { return self.missing(field, *required) };
                let (latitude, longitude) = point.degrees();
                self.object(selection, |pass, _, step| {
                    match step {
                        Point::Latitude => write::float(&mut pass.out, latitude),
                        Point::Longitude => write::float(&mut pass.out, longitude),
                    }
                    Ok(())
                })
            }
            Record::One(link_at, required, by_table) => {
                let linked = self.from.image.linked(table, *link_at, row);
                let found = linked.and_then(|(to, row)| Some((by_table.get(&to)?, to, row)));
                match found {
                    None => self.missing(field, *required),
                    Some((selection, to, row)) if *required => {
                        self.within(place, |pass| pass.record(selection, to, row))
                    }
                    Some((selection, to, row)) => self.within(place, |pass| {
                        pass.nullable(|pass| pass.record(selection, to, row))
                    }),
                }
            }
            Record::Many(list) => {
                self.within(place, |pass| pass.connection(list, Some((table, row)), field.pos))
            }
            Record::History(selection) => self.changes(field, selection, table, row),
        }
    }

    /// A cell of one value; false where there is none.
    fn scalar(&mut self, data: &Data, row: Row) -> bool {
        let out = &mut self.out;
        match data {
            Data::Text(texts) => match texts.get(row) {
                "" => return false,
                text => write::string(out, text),
            },
            Data::Code(list, cells) => match code_of(list, cells.get(row)) {
                Some(code) => enum_value(out, code.code),
                None => return false,
            },
            Data::Integer(cells) => match cells.find(row) {
                Some(number) => write::integer(out, number),
                None => return false,
            },
            Data::Instant(cells) => match cells.find(row) {
                Some(seconds) => write::string(out, &format_instant(seconds)),
                None => return false,
            },
            Data::Decimal(numbers) => match numbers.get(row) {
                Some(number) => write::decimal(out, number),
                None => return false,
            },
            Data::Date(cells) => match date_of(cells.get(row)) {
                Some(day) => write::date(out, day),
                None => return false,
            },
            Data::Boolean(cells) => match cells.find(row) {
                Some(cell) => write::boolean(out, cell == 2),
                None => return false,
            },
            Data::Localised(_) | Data::Money(..) | Data::Point(_) => return false,
        }
        true
    }

    /// A code with its label.
    pub(super) fn code(
        &mut self,
        selection: &'p Selection<'p, Code>,
        code: &'static crate::model::table::Code,
    ) -> Written {
        self.object(selection, |pass, _, step| {
            match step {
                Code::Code => pass.string(code.code),
                Code::Label(language) => pass.string(code.label.text(language)),
            }
            Ok(())
        })
    }

    fn translations(
        &mut self,
        data: &'p Data,
        selection: &'p Selection<'p, Translation>,
        row: Row,
    ) -> Written {
        let tags: &[(String, Texts)] = if let Data::Localised(tags) = data { tags } else { &[] };
        let written = tags.iter().map(|(tag, texts)| (tag, texts.get(row)));
        self.list(written.filter(|(_, text)| !text.is_empty()), |pass, (tag, text)| {
            pass.object(selection, |pass, _, step| {
                match step {
                    Translation::Language => pass.string(tag),
                    Translation::Text => pass.string(text),
                }
                Ok(())
            })
        })
    }
}

/// A code of a closed list as a value of its enum.
pub(super) fn enum_value(out: &mut Vec<u8>, code: &str) {
    out.push(b'"');
    out.extend(code.bytes().map(|byte| byte.to_ascii_uppercase()));
    out.push(b'"');
}

/// The text of a row in the first of the languages that it has one in, with the tag.
fn localised<'d>(data: &'d Data, languages: &[usize], row: Row) -> Option<(&'d str, &'d str)> {
    let Data::Localised(tags) = data else { return None };
    languages.iter().find_map(|at| {
        let (tag, texts) = tags.get(*at)?;
        let text = texts.get(row);
        (!text.is_empty()).then_some((tag.as_str(), text))
    })
}
