//! What a format of files is: a subject in, pieces of bytes out, in constant memory.

use super::subject::Subject;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::render::{Line, Plan};
use crate::model::table::Label;

/// How much is made at once: small enough for memory, large enough for speed.
pub(super) const PIECE: usize = 64 * 1024;

/// What a file of a format holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The lines of a table, or the pairs of a link.
    Table,
    /// All tables; the file is called `opencoop`.
    Everything,
}

/// The pieces of a file, each made when the one before it has been taken.
pub type Pieces = Box<dyn Iterator<Item = Result<Vec<u8>>> + Send>;

/// A format of files. It gets the whole plan, so that none can leave out a column.
pub trait Format: Sync {
    /// The ending of file names and the name on the command line.
    fn name(&self) -> &'static str;

    /// The media type (RFC 6838), with its parameters.
    fn media_type(&self) -> &'static str;

    /// What catalogues say of its files.
    fn profile(&self) -> Profile;

    /// What a file holds.
    fn scope(&self) -> Scope {
        Scope::Table
    }

    /// Whether it is there for tables with a position alone.
    fn needs_point(&self) -> bool {
        false
    }

    /// The parameters that it takes beyond those of all formats.
    fn parameters(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether there is a file of lines such as these in this format; says why not.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where a table cannot be written in it.
    fn takes(&self, _: &Image, _: &Plan) -> Result<()> {
        Ok(())
    }

    /// The file of a subject.
    ///
    /// # Errors
    ///
    /// Those of [`Format::takes`], and [`Error::Limit`] where it has more lines than the format
    /// can hold.
    fn pieces(&self, subject: Subject) -> Result<Pieces>;
}

/// What catalogues say of the files of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The name for people.
    pub title: &'static str,
    /// The code in the EU table of file types.
    pub file_type: &'static str,
    /// In what form a file is, so that nobody has to guess what the format means here.
    pub content: Label,
}

/// Writes the lines of a file, one after the other, into pieces.
pub(super) trait Writer: Send + 'static {
    /// One line.
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()>;

    /// What stands behind the last line.
    fn end(&mut self, subject: &Subject, out: &mut Vec<u8>) -> Result<()>;
}

/// The file of a subject whose lines a writer writes; `begun` stands before the first of them.
pub(super) fn by_line(subject: Subject, writer: impl Writer, begun: Vec<u8>) -> Pieces {
    Box::new(ByLine { subject, writer, begun: Some(begun), done: false })
}

struct ByLine<W> {
    subject: Subject,
    writer: W,
    begun: Option<Vec<u8>>,
    done: bool,
}

impl<W: Writer> ByLine<W> {
    fn piece(&mut self) -> Result<Vec<u8>> {
        let mut out = self.begun.take().unwrap_or_default();
        out.reserve(PIECE + PIECE / 4);
        while out.len() < PIECE {
            let Some(row) = self.subject.next_row() else {
                self.writer.end(&self.subject, &mut out)?;
                self.done = true;
                break;
            };
            let (subject, writer) = (&self.subject, &mut self.writer);
            let mut written = Ok(());
            subject.plan.lines(&subject.image, row, |line| {
                if written.is_ok() {
                    written = writer.line(subject, line, &mut out);
                }
            });
            written?;
        }
        Ok(out)
    }
}

impl<W: Writer> Iterator for ByLine<W> {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let piece = self.piece();
        self.done |= piece.is_err();
        Some(piece)
    }
}

/// The refusal of a table that a format cannot write.
pub(super) fn cannot(table: &str, format: &str, why: &str, hint: String) -> Error {
    Error::NotFound { what: format!("there is no file `{table}.{format}`: {why}"), hint }
}
