//! Questions as GraphQL, each with the processor time that one answer costs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use opencoop::config::Limits;
use opencoop::graphql::{Door, Request};
use opencoop::image::Image;
use opencoop::image::columns::Data;
use tokio::runtime::Runtime;

use super::{line, processor};

/// The three links of each record of a page.
const NODES: &str = "totalCount nodes { id title status { code } startsOn \
    countries { nodes { iso2 name } } sdgs { edges { basis node { number } } } \
    organisations { edges { role { code } node { name } } } }";

/// What groups say.
const GROUPS: &str = "groups(by: [COUNTRY, START_YEAR], first: 50) { totalCount \
    nodes { keys { id } count officials amounts { kind currency total } firstDate lastDate } \
    total { count officials amounts { kind currency total } } }";

const FACETS: &str = "facets(by: [COUNTRY, START_YEAR], first: 50) { missing totalCount \
    values { id count } }";

/// How many records stand before a deep page.
const DEEP: usize = 100_000;

struct Asked<'a> {
    runtime: &'a Runtime,
    image: &'a Image,
    door: Door,
}

/// Asks everything.
pub(super) fn all(runtime: &Runtime, image: &Arc<Image>) {
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    let asked = Asked { runtime, image, door };
    asked.pages();
    asked.deep_pages();
    for (what, filter) in [("of all", ""), ("filtered", "filter: {status: {in: [\"2\", \"4\"]}}")] {
        let list = format!("projects(first: 0, {filter})");
        asked.measure(&format!("facets, {what}"), &format!("{{ {list} {{ {FACETS} }} }}"));
        asked
            .measure(&format!("groups with sums, {what}"), &format!("{{ {list} {{ {GROUPS} }} }}"));
        let counts = "groups(by: [COUNTRY, START_YEAR]) { nodes { keys { id } count } }";
        asked.measure(&format!("groups, counts, {what}"), &format!("{{ {list} {{ {counts} }} }}"));
    }
    asked.searches();
}

impl Asked<'_> {
    fn answer(&self, query: &str) -> Vec<u8> {
        let request = Request { query: query.to_owned(), ..Request::default() };
        let answer = self.runtime.block_on(self.door.answer(self.image, &request));
        let is_right = answer.status == 200 && !answer.body.starts_with(b"{\"errors\"");
        assert!(is_right, "{query}: {}", String::from_utf8_lossy(&answer.body));
        answer.body
    }

    /// Asks again and again for a while, the first time aside.
    fn measure(&self, what: &str, query: &str) {
        const WHILE: Duration = Duration::from_millis(500);
        let first = self.answer(query);
        let (start, spent) = (Instant::now(), processor(std::process::id()));
        let mut times = 0_u32;
        while start.elapsed() < WHILE {
            self.answer(query);
            times += 1;
        }
        let spent = (processor(std::process::id()) - spent) / f64::from(times) * 1e3;
        let count = String::from_utf8_lossy(&first);
        let count = count.split("\"totalCount\":").nth(1).unwrap_or_default();
        let count: String = count.chars().take_while(char::is_ascii_digit).collect();
        let more = format!("{spent:>9.3} ms of processor, {} bytes, {count}", first.len());
        line(what, times.into(), start.elapsed(), &more);
    }

    fn pages(&self) {
        let projects = self.image.table(0);
        let slug = projects.slug(projects.rows as u32 / 2);
        let one =
            format!("{{ project(slug: \"{slug}\") {{ title countries {{ nodes {{ iso2 }} }} }} }}");
        self.measure("one by slug", &one);
        let (down, up) = ("field: STARTS_ON, direction: DESC", "field: STARTS_ON");
        for (what, order, filter) in [
            ("page of 50", down, "status: {in: [\"2\"]}"),
            // What is planned begins after all else.
            ("page of 50, far behind", up, "status: {in: [\"1\"]}"),
            ("page of 50, country, far behind", up, "status: {in: [\"1\"]}, country: [\"FR\"]"),
            ("page of 50, country", down, "country: [\"FR\"]"),
            ("page of 50, years", down, "year: {from: 2010, to: 2015}"),
        ] {
            let list = format!("projects(first: 50, orderBy: {{{order}}}, filter: {{{filter}}})");
            self.measure(what, &format!("{{ {list} {{ {NODES} }} }}"));
        }
    }

    fn deep_pages(&self) {
        for (what, list) in [
            ("by slug", ""),
            ("by date", ", orderBy: {field: STARTS_ON}"),
            ("filtered", ", orderBy: {field: STARTS_ON}, filter: {not: {status: {in: [\"2\"]}}}"),
        ] {
            let Some(cursor) = self.walk(list) else { continue };
            let page =
                format!("{{ projects(first: 50, after: \"{cursor}\"{list}) {{ {NODES} }} }}");
            self.measure(&format!("page {DEEP} deep, {what}"), &page);
        }
    }

    /// The cursor of a record that stands far behind in a list.
    fn walk(&self, list: &str) -> Option<String> {
        const STEP: usize = 1_000;
        let mut after = "null".to_owned();
        for _ in 0..DEEP / STEP {
            let query = format!(
                "{{ projects(first: {STEP}, after: {after}{list}) {{ pageInfo {{ endCursor }} }} }}"
            );
            let answer = String::from_utf8(self.answer(&query)).unwrap();
            let cursor = answer.split("\"endCursor\":\"").nth(1)?.split('"').next()?;
            after = format!("\"{cursor}\"");
        }
        Some(after.trim_matches('"').to_owned())
    }

    fn searches(&self) {
        let projects = self.image.table(0);
        let (acronym, _) = projects.table.column("acronym").unwrap();
        let Data::Text(acronyms) = &projects.column(acronym).data else { return };
        let rare = (0..projects.rows as u32)
            .map(|row| acronyms.get(row))
            .find(|text| text.len() > 6 && !text.contains(' '));
        for (what, query) in [
            ("common word", "progetto"),
            ("very common word", "di"),
            ("rare word", rare.unwrap_or("nessuno")),
            ("two words", "acqua scuole"),
            ("phrase", "\\\"acqua potabile\\\""),
            ("phrase of common words", "\\\"nel quartiere\\\""),
            ("prefix", "agri*"),
            ("short prefix", "co*"),
            ("without", "progetto -acqua"),
        ] {
            self.measure(
                &format!("search: {what}"),
                &format!(
                    "{{ search(query: \"{query}\", first: 20) {{ totalCount nodes {{ score \
                     node {{ id }} snippets {{ field language html }} }} }} }}"
                ),
            );
            self.measure(
                &format!("filter: {what}"),
                &format!(
                    "{{ projects(first: 50, filter: {{search: \"{query}\"}}) {{ {NODES} }} }}"
                ),
            );
        }
    }
}
