//! A filter as the parameters of a GET.

use form_urlencoded::Serializer;

use super::super::{Filter, Operand, Test};
use super::{ids, is_whole, leads_anywhere};
use crate::image::Way;
use crate::model::table::{Column, Kind};
use crate::model::{TABLES, short};

/// One parameter: its name and its value.
type Pair = (String, String);

/// The query string, without `?`, under which GET lists and export files select what a filter
/// holds for; empty for a filter that holds for everything.
pub fn export_url(table: usize, filter: &Filter) -> String {
    Serializer::new(String::new()).extend_pairs(filter.to_pairs(table)).finish()
}

impl Filter {
    /// [`Filter::to_pairs`] as a query string, without `?`.
    pub fn to_query(&self, table: usize) -> String {
        export_url(table, self)
    }

    /// The parameters of a GET that select the same records. What no parameter can say stands in
    /// `filter`, as JSON.
    pub fn to_pairs(&self, table: usize) -> Vec<Pair> {
        let parts = match self {
            Self::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut pairs: Vec<Pair> = Vec::new();
        let mut rest = Vec::new();
        for part in parts {
            match part.pairs(table) {
                // Two ranges of one column would be read as one.
                Some(found) if !found.iter().any(|one| clashes(&pairs, one)) => pairs.extend(found),
                _ => rest.push(part.clone()),
            }
        }
        if !rest.is_empty() {
            let json = Self::All(rest).to_json(table);
            pairs.push(("filter".to_owned(), json.to_string()));
        }
        pairs
    }

    /// The parameters that say this, if there are such.
    fn pairs(&self, table: usize) -> Option<Vec<Pair>> {
        let one = |name: &str, test: &str, value: String| {
            let name = if test.is_empty() { name.to_owned() } else { format!("{name}.{test}") };
            Some(vec![(name, value)])
        };
        let column = |at: &usize| TABLES[table].columns.get(*at);
        match self {
            Self::All(_) | Self::Any(_) => None,
            Self::Slug(slugs) => one("slug", "", listed(slugs)?),
            Self::Within(slugs) => one("slug", "within", listed(slugs)?),
            Self::Search(query) => Some(vec![("search".to_owned(), query.to_string())]),
            Self::Column { at, test } => test.pairs(column(at)?),
            Self::Some { ways } => linked(ways),
            Self::Not(inner) => match &**inner {
                Self::Slug(slugs) => one("slug", "not", listed(slugs)?),
                Self::Column { at, test: Test::Missing } => {
                    one(column(at)?.name, "is_null", "false".to_owned())
                }
                Self::Column { at, test: Test::In(operands) } => {
                    let column = column(at)?;
                    match (texts(column, operands).as_slice(), is_free(column)) {
                        // A text may hold commas: it is one value.
                        ([text], true) => one(column.name, "not", text.clone()),
                        (_, true) => None,
                        (texts, false) => one(column.name, "not", listed(texts)?),
                    }
                }
                Self::Some { ways } if is_whole(ways) => {
                    one(ways.first()?.0.name(), "is_null", "true".to_owned())
                }
                _ => None,
            },
        }
    }
}

fn clashes(pairs: &[Pair], (name, _): &Pair) -> bool {
    let range_of = |name: &str| {
        let (field, test) = name.split_once('.')?;
        matches!(test, "gte" | "lte" | "currency").then(|| field.to_owned())
    };
    let field = range_of(name);
    field.is_some() && pairs.iter().any(|(other, _)| range_of(other) == field)
}

/// Whether the values of a column are free texts, in which a comma is a comma.
const fn is_free(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::Url | Kind::Localised)
}

fn texts(column: &Column, operands: &[Operand]) -> Vec<String> {
    operands.iter().map(|operand| operand.text(column)).collect()
}

/// Values with commas between them, if reading them gives the same values.
fn listed<T: AsRef<str>>(values: &[T]) -> Option<String> {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    let is_plain = |value: &&str| !value.contains(',') && value.trim() == *value;
    (!values.is_empty() && values.iter().all(is_plain)).then(|| values.join(","))
}

fn linked(ways: &[(Way, Filter)]) -> Option<Vec<Pair>> {
    let (way, filter) = ways.first()?;
    let name = way.name();
    if is_whole(ways) {
        return Some(vec![(format!("{name}.is_null"), "false".to_owned())]);
    }
    let values = match filter {
        _ if leads_anywhere(way) => listed(&ids(ways)?)?,
        Filter::Slug(slugs) => listed(slugs)?,
        _ => return None,
    };
    // A value alone under the name of a short form is the short form.
    let name = if short::find(name).is_some() { format!("{name}.in") } else { name.to_owned() };
    Some(vec![(name, values)])
}

impl Test {
    fn pairs(&self, column: &Column) -> Option<Vec<Pair>> {
        let pair = |test: &str, value: String| (format!("{}.{test}", column.name), value);
        Some(match self {
            Self::Missing => vec![pair("is_null", "true".to_owned())],
            Self::Contains(text) => vec![pair("contains", text.clone())],
            Self::In(operands) => {
                let texts = texts(column, operands);
                match (listed(&texts), texts.as_slice()) {
                    (Some(values), _) => vec![(column.name.to_owned(), values)],
                    (None, [text]) if is_free(column) => vec![pair("eq", text.clone())],
                    _ => return None,
                }
            }
            Self::Near(..) => {
                let near = self.written(column);
                let parts = ["latitude", "longitude", "distanceKm"];
                let parts = parts.map(|part| near["near"][part].to_string());
                vec![pair("near", parts.join(","))]
            }
            Self::Between(..) => {
                let tests = self.written(column);
                let tests = tests.as_object().into_iter().flatten();
                // Numbers are written alike in both forms; all else is a text in both.
                let text = |value: &serde_json::Value| {
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
                };
                tests.map(|(test, value)| pair(test, text(value))).collect()
            }
        })
    }
}
