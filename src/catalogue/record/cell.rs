//! What a column says of a record.

use super::{Subject, codes, property};
use crate::catalogue::graph::{Graph, Object};
use crate::image::columns::{Data, code_of, currency_of, date_of};
use crate::model::TABLES;
use crate::model::table::{Column, Kind};
use crate::model::value::{PartialDate, Point, format_instant};

impl Subject<'_> {
    /// Says what the column at this place says.
    pub(super) fn cell(&mut self, at: usize, column: &Column) {
        let (image, row) = (self.image, self.row);
        let table = &TABLES[self.table];
        let term = property(self.service, table, column.name, column.term);
        match &image.table(self.table).column(at).data {
            Data::Text(texts) => self.text(column, &term, texts.get(row)),
            Data::Localised(tags) => {
                for (tag, texts) in tags {
                    self.say(&term, Object::In(texts.get(row), tag));
                }
            }
            Data::Code(list, cells) => {
                if let Some(code) = code_of(list, cells.get(row)) {
                    let concept = codes::stub(&mut self.graph, self.service, list.name, code);
                    self.say(&term, Object::Node(&concept));
                }
            }
            Data::Integer(cells) => {
                self.typed(&term, cells.find(row).map(|number| number.to_string()), "xsd:integer");
            }
            Data::Decimal(numbers) => {
                self.typed(&term, numbers.get(row).map(|n| n.to_string()), "xsd:decimal");
            }
            Data::Money(numbers, currencies) => {
                if let Some(number) = numbers.get(row) {
                    let currency = currency_of(currencies.get(row));
                    self.money(column, &term, &number.to_string(), currency);
                }
            }
            Data::Date(cells) => {
                if let Some(date) = date_of(cells.get(row)) {
                    self.say(&term, Object::Typed(&date.to_string(), date_type(date)));
                }
            }
            Data::Instant(cells) => {
                self.typed(&term, cells.find(row).map(format_instant), "xsd:dateTime");
            }
            Data::Boolean(cells) => {
                self.typed(
                    &term,
                    cells.find(row).map(|value| (value == 2).to_string()),
                    "xsd:boolean",
                );
            }
            Data::Point(cells) => {
                let degrees = cells.find(row).map(Point::degrees);
                self.typed("geo:lat", degrees.map(|(north, _)| north.to_string()), "xsd:decimal");
                self.typed("geo:long", degrees.map(|(_, east)| east.to_string()), "xsd:decimal");
            }
        }
    }

    /// Says something of the record.
    pub(super) fn say(&mut self, term: &str, object: Object<'_>) {
        self.graph.add(&self.record, term, object);
    }

    fn typed(&mut self, term: &str, value: Option<String>, kind: &str) {
        if let Some(value) = value {
            self.say(term, Object::Typed(&value, kind));
        }
    }

    fn text(&mut self, column: &Column, term: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        if !matches!(column.kind, Kind::Url) {
            self.say(term, Object::Text(text));
        } else if Graph::node(text).is_some() {
            self.say(term, Object::Node(text));
        } else {
            self.say(term, Object::Typed(text, "xsd:anyURI"));
        }
        if let Some(same) = column.same_as {
            let address = format!("{}{text}{}", same.before, same.after);
            self.say("owl:sameAs", Object::Node(&address));
        }
    }

    /// An amount is a node of its own: the number and its currency belong together.
    fn money(&mut self, column: &Column, term: &str, number: &str, currency: &str) {
        let address = format!("{}#{}", self.address, column.name);
        let Some(amount) = Graph::node(&address) else { return };
        self.say(term, Object::Node(&address));
        self.graph.types(&amount, &["schema:MonetaryAmount"]);
        self.graph.add(&amount, "schema:value", Object::Typed(number, "xsd:decimal"));
        self.graph.add(&amount, "schema:currency", Object::Text(currency));
    }
}

/// The type of a date that is as precise as its source.
const fn date_type(date: PartialDate) -> &'static str {
    match (date.month(), date.day()) {
        (_, Some(_)) => "xsd:date",
        (Some(_), None) => "xsd:gYearMonth",
        (None, None) => "xsd:gYear",
    }
}
