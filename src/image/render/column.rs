//! Columns of cells: one field in many lines at once, so that its source is looked up only once.

use std::io::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::{Field, Line, Plan, Source, basis_of, role_of};
use crate::image::columns::{Data, Texts, currency_of, date_of};
use crate::image::{Image, Row};
use crate::model::TABLES;
use crate::model::codes::{BASIS, CURRENCIES};
use crate::model::table::CodeList;

/// Texts end to end; an empty one means none.
#[derive(Debug, Default)]
pub struct Run {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<usize>,
}

impl Run {
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }
}

/// The texts of a field as the image holds them; they stay there for as long as this does.
#[derive(Debug, Clone)]
pub struct KeptTexts {
    image: Arc<Image>,
    table: usize,
    source: Source,
}

impl KeptTexts {
    fn texts(&self) -> Option<&Texts> {
        let table = self.image.table(self.table);
        match self.source {
            Source::Slug => Some(&table.slugs),
            Source::Language(at, tag) => match &table.column(at).data {
                Data::Localised(tags) => tags.get(tag).map(|(_, texts)| texts),
                _ => None,
            },
            Source::Column(at) => match &table.column(at).data {
                Data::Text(texts) => Some(texts),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where the text of a row stands among all; empty where there is none.
    pub fn range(&self, row: Row) -> Range<usize> {
        self.texts().map_or(0..0, |texts| texts.range(row))
    }
}

/// All texts, end to end.
impl AsRef<[u8]> for KeptTexts {
    fn as_ref(&self) -> &[u8] {
        self.texts().map_or(&[], |texts| texts.all().as_bytes())
    }
}

impl Plan {
    /// The texts of a field where the image holds them as they are written.
    pub fn kept_texts(&self, image: &Arc<Image>, field: &Field) -> Option<KeptTexts> {
        let image = Arc::clone(image);
        let kept = KeptTexts { image, table: self.table, source: field.source };
        kept.texts().is_some().then_some(kept)
    }

    /// Puts the texts of a field in some lines in place of those in `run`.
    pub fn run(&self, image: &Image, field: &Field, lines: &[Line], run: &mut Run) {
        run.bytes.clear();
        run.ends.clear();
        run.ends.reserve(lines.len());
        let table = image.table(self.table);
        let data = |at: usize| &table.column(at).data;
        match field.source {
            Source::To(way) => {
                let to = image.table(way.to);
                for line in lines {
                    run.push(to.slug(line.pair.row).as_bytes());
                }
            }
            Source::Column(at) => match data(at) {
                Data::Date(cells) => {
                    for line in lines {
                        if let Some(date) = date_of(cells.get(line.row)) {
                            // Writing to a Vec cannot fail.
                            let _ = write!(run.bytes, "{date}");
                        }
                        run.ends.push(run.bytes.len());
                    }
                }
                _ => self.run_of_each(image, field, lines, run),
            },
            _ => self.run_of_each(image, field, lines, run),
        }
    }

    fn run_of_each(&self, image: &Image, field: &Field, lines: &[Line], run: &mut Run) {
        for line in lines {
            self.write_text(image, field, *line, &mut run.bytes);
            run.ends.push(run.bytes.len());
        }
    }

    /// All texts that a field can have where these are few and known: codes, labels, currencies.
    pub fn choices(&self, image: &Image, field: &Field) -> Option<Vec<&'static str>> {
        let codes = |list: &'static CodeList| list.codes.iter().map(|code| code.code).collect();
        let data = |at: usize| &image.table(self.table).column(at).data;
        match field.source {
            Source::Column(at) => match data(at) {
                Data::Code(list, _) => Some(codes(list)),
                _ => None,
            },
            Source::Label(at) => match data(at) {
                Data::Code(list, _) => {
                    Some(list.codes.iter().map(|code| code.label.text(&self.language)).collect())
                }
                _ => None,
            },
            Source::Currency(_) => Some(CURRENCIES.to_vec()),
            Source::Basis => Some(codes(&BASIS)),
            Source::Role(way) => way.link.role.map(codes),
            _ => None,
        }
    }

    /// Puts the position among [`Plan::choices`] that a field has in each of some lines in place
    /// of those in `chosen`.
    pub fn choose_each(
        &self,
        image: &Image,
        field: &Field,
        lines: &[Line],
        chosen: &mut Vec<Option<u8>>,
    ) {
        chosen.clear();
        let data = |at: usize| &image.table(self.table).column(at).data;
        match field.source {
            Source::Column(at) | Source::Label(at) => {
                let Data::Code(_, cells) = data(at) else { return };
                chosen.extend(lines.iter().map(|line| cells.get(line.row).checked_sub(1)));
            }
            Source::Currency(at) => {
                let Data::Money(amounts, currencies) = data(at) else { return };
                chosen.extend(lines.iter().map(|line| {
                    let currency = currencies.get(line.row);
                    let is_stated = amounts.get(line.row).is_some();
                    (is_stated && !currency_of(currency).is_empty()).then_some(currency)
                }));
            }
            Source::Basis => {
                let place = |line: &Line| {
                    line.pair.edge.basis().filter(|_| !basis_of(line.pair).is_empty())
                };
                chosen.extend(lines.iter().map(|line| place(line).map(|at| at as u8)));
            }
            Source::Role(way) => {
                let place = |line: &Line| {
                    line.pair.edge.role().filter(|_| !role_of(way, line.pair).is_empty())
                };
                chosen.extend(lines.iter().map(|line| place(line).map(|at| at as u8)));
            }
            _ => {}
        }
    }

    /// The number of records that a field links to or from; none where it is no link.
    pub fn linked_records(&self, image: &Image, field: &Field) -> Option<usize> {
        let rows = |table: usize| image.table(table).rows;
        match field.source {
            Source::Slug => self.pairs.map(|_| rows(self.table)),
            Source::To(way) | Source::Many(way) => Some(rows(way.to)),
            Source::Single(at) => {
                let link = TABLES[self.table].links.get(at)?;
                Some(crate::model::targets(link).into_iter().map(rows).sum())
            }
            _ => None,
        }
    }

    /// The most digits behind the point that a decimal field has in any record.
    pub fn greatest_scale(&self, image: &Image, field: &Field) -> u8 {
        match field.source {
            Source::Column(at) => match &image.table(self.table).column(at).data {
                Data::Decimal(numbers) | Data::Money(numbers, _) => numbers.greatest_scale(),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// Whether no number of a decimal field has digits, without their point, beyond these.
    pub fn has_digits_within(&self, image: &Image, field: &Field, most: u64) -> bool {
        let table = image.table(self.table);
        let Source::Column(at) = field.source else { return true };
        let (Data::Decimal(numbers) | Data::Money(numbers, _)) = &table.column(at).data else {
            return true;
        };
        let mut rows = 0..table.rows as Row;
        rows.all(|row| numbers.get(row).is_none_or(|n| n.digits.unsigned_abs() <= most))
    }

    /// How many bytes the free texts of a line have.
    pub fn text_bytes_of(&self, image: &Image, line: Line) -> usize {
        let table = image.table(self.table);
        let bytes = |field: &Field| match field.source {
            Source::Language(at, tag) => match &table.column(at).data {
                Data::Localised(tags) => tags.get(tag).map_or(0, |tag| tag.1.get(line.row).len()),
                _ => 0,
            },
            Source::Column(at) => match &table.column(at).data {
                Data::Text(texts) => texts.get(line.row).len(),
                _ => 0,
            },
            _ => 0,
        };
        self.fields.iter().map(bytes).sum()
    }
}
