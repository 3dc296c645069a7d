//! Pages: the records, and the addresses of the pages around them.

use super::fields::{self, Wanted};
use super::parameters::{Parameters, query_string};
use super::{Context, end};
use crate::about::{self, FileFormat};
use crate::config::Limits;
use crate::error::{Error, Result};
use crate::image::page::{Cursor, Fingerprint, Page, Set, Slice};
use crate::image::render::select::Manner;
use crate::image::render::{Line, Plan, write};
use crate::image::{Image, Row, Way};
use crate::model::TABLES;
use crate::model::table::Target;

type Pairs = [(String, String)];

/// The parameters that choose no records, and that a file does not take.
const OF_PAGES: &[&str] = &["fields", "include", "language", "order", "limit", "after", "before"];

/// A page, and the addresses around it.
#[derive(Debug)]
pub struct List {
    /// The JSON.
    pub body: Vec<u8>,
    /// Path and query of other pages, by what they are to this one (RFC 8288).
    pub links: Vec<(&'static str, String)>,
    /// Path and query of the file of all these records, without its format; not all have one.
    pub file: Option<(usize, String)>,
}

impl List {
    /// The value of the header `Link`; `formats` are those of files.
    pub fn header(&self, formats: &[FileFormat]) -> String {
        let pages = self.links.iter().map(|(rel, url)| format!("<{url}>; rel=\"{rel}\""));
        let files = self.file.iter().flat_map(|(table, query)| {
            let table = &TABLES[*table];
            FileFormat::of(formats, table).map(move |FileFormat { name, media_type, .. }| {
                let media = media_type.split(';').next().unwrap_or(media_type);
                let path = format!("/export/{}.{name}{query}", table.name);
                format!("<{path}>; rel=\"alternate\"; type=\"{media}\"")
            })
        });
        pages.chain(files).collect::<Vec<_>>().join(", ")
    }
}

/// The page of a table that the parameters of a request ask for.
///
/// # Errors
///
/// [`Error::Argument`], [`Error::Cursor`] and [`Error::Limit`] name the parameter.
pub fn list(context: Context<'_>, table: usize, pairs: &Pairs) -> Result<List> {
    let Context { image, config } = context;
    about::once(pairs, OF_PAGES)?;
    let wanted = Wanted::parse(table, pairs)?;
    let before = pairs.iter().find(|(name, _)| name == "before").map(|(_, value)| value.as_str());
    let query = without(pairs, &[fields::NAMES, &["before"]]);
    let query = Query::parse(table, &query, &config.limits)?;
    let Parameters { limit, after, .. } = &query.parameters;
    image.check_scan(table, &query.parameters.filter, config.limits.scan_bytes)?;
    wanted.within(image, table, *limit, &config.limits)?;
    if before.is_some() && after.is_some() {
        return Err(Error::Argument {
            argument: "before".to_owned(),
            what: "`after` and `before` cannot both be given".to_owned(),
            hint: "use `after` to go forwards, `before` to go back".to_owned(),
        });
    }
    let cursor = |text: &str, name| Cursor::parse(text, query.fingerprint, name);
    let slice = Slice {
        first: before.is_none().then_some(*limit),
        last: before.map(|_| *limit),
        after: after.as_deref().map(|text| cursor(text, "after")).transpose()?,
        before: before.map(|text| cursor(text, "before")).transpose()?,
    };
    let set = query.set(image);
    let total = set.len(image.table(table));
    let page = image.page(table, set, query.parameters.order, &slice);

    let manner = Manner {
        languages: &wanted.languages,
        most: config.limits.page_size,
        next: next_of_linked,
    };
    let plan = Plan::of_parts(image, table, &wanted.parts, &manner);
    let mut body = b"{\"data\":[".to_vec();
    for (at, item) in page.items.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        plan.write_json(image, Line::of(item.row), &mut body);
        if body.len() > config.limits.answer_bytes {
            return Err(Error::long_answer(body.len(), config.limits.answer_bytes));
        }
    }
    let around = query.around(image, pairs, &page);
    body.extend_from_slice(b"],\"page\":{");
    for rel in ["next", "previous"] {
        write::string(&mut body, rel);
        body.push(b':');
        // The header has the registered name of the relation.
        let rel = if rel == "previous" { "prev" } else { rel };
        match around.iter().find(|(known, _)| *known == rel) {
            Some((_, url)) => write::string(&mut body, url),
            None => body.extend_from_slice(b"null"),
        }
        body.push(b',');
    }
    body.extend_from_slice(b"\"total\":");
    write::integer(&mut body, total as i64);
    body.push(b'}');
    end(context, &mut body);
    let of_file = without(pairs, &[OF_PAGES]);
    let file = Some((table, written(&of_file)));
    Ok(List { body, links: around, file })
}

/// Which records in which order: what a cursor belongs to.
struct Query {
    table: usize,
    parameters: Parameters,
    fingerprint: Fingerprint,
}

impl Query {
    fn parse(table: usize, pairs: &Pairs, limits: &Limits) -> Result<Self> {
        let parameters = Parameters::parse(table, pairs, limits)?;
        let fingerprint = Fingerprint::new(&[
            TABLES[table].name,
            &parameters.filter.to_json(table).to_string(),
            &format!("{:?}", parameters.order),
        ]);
        Ok(Self { table, parameters, fingerprint })
    }

    fn set<'a>(&self, image: &Image) -> Set<'a> {
        let filter = &self.parameters.filter;
        if filter.is_everything() { Set::All } else { Set::Rows(image.rows(self.table, filter)) }
    }

    /// The pages around a page.
    fn around(&self, image: &Image, pairs: &Pairs, page: &Page) -> Vec<(&'static str, String)> {
        let path = format!("/api/{}", TABLES[self.table].name);
        let pairs = without(pairs, &[&["after", "before"]]);
        let at = |item, name: &str| {
            let order = self.parameters.order;
            let cursor = Cursor::new(image.table(self.table), order, item).encode(self.fingerprint);
            let mut pairs = pairs.clone();
            pairs.push((name.to_owned(), cursor));
            format!("{path}{}", written(&pairs))
        };
        let mut around = vec![("first", format!("{path}{}", written(&pairs)))];
        if let Some(first) = page.items.first().filter(|_| page.has_previous) {
            around.push(("prev", at(*first, "before")));
        }
        if let Some(last) = page.items.last().filter(|_| page.has_next) {
            around.push(("next", at(*last, "after")));
        }
        around
    }
}

/// The address of the list of linked records behind the last one that is shown in their place.
pub(super) fn next_of_linked(
    image: &Image,
    from: usize,
    way: Way,
    row: Row,
    last: Row,
) -> Option<String> {
    let pairs = vec![linked_to(image, from, way, row)];
    let limits = Limits::standard().ok()?;
    let query = Query::parse(way.to, &pairs, &limits).ok()?;
    let item = Line::of(last).pair;
    let order = query.parameters.order;
    let cursor = Cursor::new(image.table(way.to), order, item).encode(query.fingerprint);
    Some(format!("/api/{}?{}", TABLES[way.to].name, query_string(&pairs, &cursor)))
}

/// The address of all records that a record is linked to along a way.
pub fn all_linked(image: &Image, from: usize, way: Way, row: Row) -> String {
    let (name, value) = linked_to(image, from, way, row);
    format!("/api/{}?{name}={value}", TABLES[way.to].name)
}

/// The parameter that asks for the records that a record is linked to along a way.
fn linked_to(image: &Image, from: usize, way: Way, row: Row) -> (String, String) {
    let slug = image.table(from).slug(row);
    let (name, value) = if way.forward {
        (way.link.back, slug.to_owned())
    } else if way.link.target == Target::Any {
        (way.link.name, format!("{}/{slug}", TABLES[from].name))
    } else {
        (way.link.name, slug.to_owned())
    };
    (name.to_owned(), value)
}

fn without(pairs: &Pairs, names: &[&[&str]]) -> Vec<(String, String)> {
    let is_kept = |name: &str| !names.iter().any(|names| names.contains(&name));
    pairs.iter().filter(|(name, _)| is_kept(name)).cloned().collect()
}

/// The pairs as a query string with its mark; nothing for none.
fn written(pairs: &Pairs) -> String {
    if pairs.is_empty() {
        return String::new();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("?{}", query.finish())
}
