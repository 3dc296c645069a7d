//! What is not published any more, as CSV: each record that is gone by the image, since when.

use std::sync::Arc;

use futures_util::stream::{self, Stream};

use super::changes::unknown;
use super::csv::{Csv, quote};
use super::options::Options;
use crate::about::{explain, journal, once};
use crate::error::Result;
use crate::image::Image;
use crate::image::group::HEADINGS;
use crate::model::TABLES;
use crate::model::table::Kind;
use crate::store::Store;
use crate::store::history::{Change, ChangeKind};
use crate::store::journal::Start;

/// How many records the store is asked about at once.
const AT_ONCE: usize = 500;

/// The columns.
pub const COLUMNS: [&str; 7] =
    ["id", "table", "slug", "removed_in", "removed_at", "label", "renamed_to"];

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    since: Start,
    options: Options,
}

impl Asked {
    /// What the pairs of a query string ask for; all records if there is none.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Argument`] names the parameter that cannot be understood.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self> {
        once(pairs, &["since", "bom", "sep"])?;
        let mut asked = Self { since: Start::Revision(0), options: Options::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "since" => asked.since = journal::start(value)?,
                "bom" | "sep" => asked.options.set(&Csv, name, value)?,
                _ => return Err(unknown(name, "since, bom, sep")),
            }
        }
        Ok(asked)
    }
}

/// The file, made piece by piece.
pub struct Deletions {
    image: Arc<Image>,
    store: Store,
    /// The publisher's languages, of which labels are in the first that they have.
    languages: Vec<String>,
    options: Options,
    /// The revision and id of the last record that was looked at.
    after: (i64, String),
    is_begun: bool,
    is_done: bool,
}

impl Deletions {
    /// The file for what is asked.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn open(
        image: Arc<Image>,
        store: Store,
        languages: Vec<String>,
        asked: Asked,
    ) -> Result<Self> {
        let Asked { since, options } = asked;
        // No id is below the empty one.
        let after = (store.behind(&since).await?.saturating_add(1), String::new());
        Ok(Self { image, store, languages, options, after, is_begun: false, is_done: false })
    }

    /// The name under which a reader keeps the file.
    pub fn file_name(&self) -> String {
        let revision = &self.image.revision;
        let day = revision.published_at.get(..10).unwrap_or_default();
        format!("deletions-{day}-r{}.csv", revision.number)
    }

    /// The pieces, each made when the one before it has been taken.
    pub fn pieces(self) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'static {
        stream::unfold(Some(self), |left| async {
            let mut file = left?;
            match file.piece().await.transpose()? {
                Ok(bytes) => Some((Ok(bytes), Some(file))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn piece(&mut self) -> Result<Option<Vec<u8>>> {
        let mut out = Vec::new();
        // The header is sent before the store is asked.
        if !std::mem::replace(&mut self.is_begun, true) {
            if self.options.bom {
                out.extend_from_slice("\u{feff}".as_bytes());
            }
            self.line(COLUMNS, &mut out);
        }
        let until = self.image.revision.number;
        while out.is_empty() && !self.is_done {
            let (revision, record) = &self.after;
            let found = self.store.removals((*revision, record), until, AT_ONCE).await?;
            self.is_done = found.len() < AT_ONCE;
            let Some(last) = found.last() else { break };
            self.after = (last.revision, format!("{}/{}", TABLES[last.table].name, last.slug));
            let keys: Vec<_> = found.iter().map(|one| (one.table, one.slug.clone())).collect();
            let history = self.store.changes(&keys).await?;
            let renames = self.store.renames(&keys).await?;
            let mut numbers: Vec<i64> = found.iter().map(|removal| removal.revision).collect();
            numbers.dedup();
            let revisions = self.store.revisions(&numbers).await?;
            for (removal, key) in found.iter().zip(&keys) {
                let changes = history.get(key).map_or(&[][..], Vec::as_slice);
                let last = changes.iter().rfind(|change| change.revision <= until);
                let Some(last) = last.filter(|last| {
                    // It may have come back, and even gone again.
                    last.kind == ChangeKind::Removed && last.revision == removal.revision
                }) else {
                    continue;
                };
                let (table, slug) = (TABLES[removal.table].name, removal.slug.as_str());
                let (id, number) = (format!("{table}/{slug}"), removal.revision.to_string());
                let moment = revisions.get(&removal.revision).map(|one| one.published_at.as_str());
                let label = label(removal.table, last, &self.languages);
                let moment = moment.unwrap_or_default();
                let chain = renames.get(key).map_or(&[][..], Vec::as_slice);
                let new = explain::renamed_to(&self.image, chain);
                let new = new.map_or_else(String::new, |slug| format!("{table}/{slug}"));
                self.line([&id, table, slug, &number, moment, label, &new], &mut out);
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn line(&self, cells: [&str; 7], out: &mut Vec<u8>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                out.push(self.options.separator);
            }
            let start = out.len();
            out.extend_from_slice(cell.as_bytes());
            quote(out, start, self.options.separator);
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The heading of a record that went out, in the first of the languages that it had one in.
fn label<'a>(table: usize, removal: &'a Change, languages: &[String]) -> &'a str {
    let before = |is_it: &dyn Fn(&str) -> bool| {
        let mut fields = removal.fields.iter();
        fields.find(|field| is_it(&field.name)).and_then(|field| field.before.as_deref())
    };
    let of_heading = |heading: &&str| {
        let (_, column) = TABLES[table].column(heading)?;
        if !matches!(column.kind, Kind::Localised) {
            return before(&|name| name == *heading);
        }
        let own = languages.iter().map(|language| format!("{heading}_{language}"));
        let own = own.into_iter().find_map(|own| before(&|name| name == own));
        let tag = |name: &str| {
            let rest = name.strip_prefix(*heading).and_then(|rest| rest.strip_prefix('_'));
            rest.is_some_and(|_| TABLES[table].column(name).is_none())
        };
        own.or_else(|| before(&tag))
    };
    HEADINGS.iter().find_map(of_heading).unwrap_or_default()
}
