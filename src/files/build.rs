//! A set is made: file after file, each in one pass, and the manifest at the end.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::coded::{self, Form};
use super::manifest::{Encodings, Entry, MANIFEST, Manifest};
use super::set::Set;
use super::store::{Shelf, Upload};
use crate::about::Service;
use crate::describe::package::{self, Size};
use crate::describe::{self, Document, PACKAGE};
use crate::error::{Error, Result};
use crate::export::{FORMATS, Format, Pieces, Scope, Subject, names};
use crate::image::Image;
use crate::model::value::format_instant;

/// How many pieces wait to be written.
const WAITING: usize = 4;

/// The making of one set.
pub(super) struct Build<'a> {
    pub(super) shelf: &'a Arc<Shelf>,
    pub(super) key: &'a str,
    pub(super) image: &'a Arc<Image>,
    pub(super) service: &'a Arc<Service>,
    pub(super) clock: fn() -> i64,
    /// Whether nobody wants it any more.
    pub(super) is_stale: &'a (dyn Fn() -> bool + Sync),
}

/// What is to be written as a file.
struct Draft {
    name: String,
    media_type: &'static str,
    rows: Option<u64>,
    columns: Option<Vec<String>>,
    /// Makes its pieces; called away from the threads that answer.
    pieces: Box<dyn FnOnce() -> Result<Pieces> + Send>,
}

impl Draft {
    /// A document.
    fn of(name: String, document: Document) -> Self {
        let Document { media_type, bytes } = document;
        let pieces = Box::new(move || Ok(Box::new(std::iter::once(Ok(bytes))) as Pieces));
        Self { name, media_type, rows: None, columns: None, pieces }
    }
}

impl Build<'_> {
    /// Makes the set; none if nobody wants it any more.
    pub(super) async fn run(&self) -> Result<Option<Set>> {
        let mut files = Vec::new();
        for draft in self.drafts()? {
            if !self.add(draft, &mut files).await? {
                return Ok(None);
            }
        }
        let package = self.package(&files);
        if !self.add(package, &mut files).await? {
            return Ok(None);
        }
        self.complete(files).await.map(Some)
    }

    /// Makes a file; says whether anybody still wants the set. One that is larger than its format
    /// can hold is left out.
    async fn add(&self, draft: Draft, files: &mut Vec<Entry>) -> Result<bool> {
        if (self.is_stale)() {
            return Ok(false);
        }
        let (name, media_type) = (draft.name, draft.media_type);
        let coded = coded::is_coded(media_type);
        let sizes = match self.write(&name, coded, draft.pieces).await {
            Err(Error::Limit { what, value, limit, .. }) => {
                tracing::info!(name, what, value, limit, "the file would be too large");
                return Ok(true);
            }
            sizes => sizes?,
        };
        let Some(sizes) = sizes else { return Ok(false) };
        let mut sizes = sizes.into_iter();
        let size = sizes.next().ok_or_else(|| Error::internal("a file without a size"))?;
        let encodings = Encodings { gzip: sizes.next(), zstd: sizes.next() };
        let url = format!("{}/export/{}/{name}", self.service.base_url, self.number());
        let (media_type, rows, columns) = (media_type.to_owned(), draft.rows, draft.columns);
        files.push(Entry { name, url, media_type, size, rows, columns, encodings });
        Ok(true)
    }

    /// The description of the package, which says how large its files are.
    fn package(&self, files: &[Entry]) -> Draft {
        let find = |name: &str| files.iter().find(|entry| entry.name == name);
        let size = |name: &str| Some(find(name)?.size.clone());
        let bytes = package::document(self.image, self.service, &size);
        Draft::of(PACKAGE.to_owned(), Document { media_type: "application/json", bytes })
    }

    fn number(&self) -> i64 {
        self.image.revision.number
    }

    /// All files, in the order of the manifest.
    fn drafts(&self) -> Result<Vec<Draft>> {
        let mut drafts = Vec::new();
        for format in FORMATS {
            for name in names(self.image, *format) {
                drafts.push(self.table(*format, &name)?);
            }
        }
        for name in describe::names(self.image) {
            let document = describe::document(self.image, self.service, &name);
            drafts.extend(document.map(|document| Draft::of(name, document)));
        }
        Ok(drafts)
    }

    fn table(&self, format: &'static dyn Format, name: &str) -> Result<Draft> {
        let (image, service) = (Arc::clone(self.image), Arc::clone(self.service));
        let (subject, rows, columns) = match format.scope() {
            Scope::Everything => (Subject::everything(image, service), None, None),
            Scope::Table => {
                let subject = Subject::whole(image, service, name)?;
                let columns = subject.plan.fields.iter().map(|field| field.name.clone());
                let (rows, columns) = (subject.lines(), columns.collect());
                (subject, Some(rows), Some(columns))
            }
        };
        Ok(Draft {
            name: format!("{name}.{}", format.name()),
            media_type: format.media_type(),
            rows,
            columns,
            pieces: Box::new(move || format.pieces(subject)),
        })
    }

    /// Writes all forms of a file; gives their sizes, or none if nobody wants them any more.
    async fn write(
        &self,
        name: &str,
        coded: bool,
        pieces: Box<dyn FnOnce() -> Result<Pieces> + Send>,
    ) -> Result<Option<Vec<Size>>> {
        let (send, mut receive) = mpsc::channel::<(Form, Vec<u8>)>(WAITING);
        let made = tokio::task::spawn_blocking(move || {
            coded::forms(pieces()?, coded, |form, bytes| send.blocking_send((form, bytes)).is_ok())
        });
        let forms = if coded { Form::ALL.as_slice() } else { &[Form::Identity] };
        let mut uploads: Vec<Upload> =
            forms.iter().map(|form| self.shelf.upload(self.key, &form.name(name))).collect();
        let mut written = Ok(());
        let mut wanted = true;
        while let Some((form, bytes)) = receive.recv().await {
            wanted = !(self.is_stale)();
            if let Some(upload) = uploads.get_mut(form as usize).filter(|_| wanted) {
                written = upload.write(bytes).await;
            }
            if !wanted || written.is_err() {
                break;
            }
        }
        // Whoever makes the pieces then ends as well.
        drop(receive);
        let made = made.await.map_err(Error::internal)?;
        let result = written.and_then(|()| if wanted { made.map(Some) } else { Ok(None) });
        let is_whole = matches!(result, Ok(Some(_)));
        let mut finished = Ok(());
        for upload in uploads {
            if is_whole && finished.is_ok() {
                finished = upload.finish().await;
            } else {
                upload.give_up().await;
            }
        }
        finished.and(result)
    }

    /// Writes the manifest, once all that it lists is where it says.
    async fn complete(&self, files: Vec<Entry>) -> Result<Set> {
        let manifest = Manifest {
            revision: self.number(),
            published_at: self.image.revision.published_at.clone(),
            // Rounded up: who asked before this moment was not served the set.
            completed_at: format_instant((self.clock)() + 1),
            publisher: self.service.publisher.clone(),
            licence: self.service.licence.clone(),
            files,
        };
        let manifest = serde_json::to_vec(&manifest).map_err(Error::internal)?;
        let listing = self.shelf.list().await?;
        let sizes = listing.get(self.key).cloned().unwrap_or_default();
        let set = Set::of(self.shelf, self.key, manifest, &sizes);
        // Another server on the same place may have tidied it away.
        let set = set.ok_or_else(|| Error::internal("files vanished while others were made"))?;
        self.shelf.write(self.key, MANIFEST, set.manifest.clone()).await?;
        Ok(set)
    }
}
