//! Parquet: columns with their types, in groups of rows that are each held in memory whole.

mod chunk;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::Write;

use parquet::file::writer::SerializedFileWriter;
use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};

use super::format::{Format, Pieces, Profile};
use super::subject::Subject;
use crate::error::{Error, Result};
use crate::image::render::Line;
use crate::model::table::Label;
use chunk::Chunk;
use schema::Shape;

/// The bytes of a piece: a group of rows goes out in several.
const PIECE: usize = 256 * 1024;

/// Fewer rows than this are not worth a thread.
const ROWS_FOR_THREADS: usize = 4096;

/// The format.
pub(super) struct Parquet;

/// How large a group of rows may become.
#[derive(Debug, Clone, Copy)]
struct Size {
    rows: usize,
    text_bytes: usize,
}

impl Size {
    /// Readers skip groups by their least and greatest values, and memory holds one of them.
    const USUAL: Self = Self { rows: 122_880, text_bytes: 8 << 20 };
}

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.apache.parquet"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "Parquet",
            file_type: "PARQUET",
            content: Label {
                en: "as Apache Parquet, with typed columns",
                it: "in Apache Parquet, con colonne tipizzate",
            },
        }
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        pieces(subject, Size::USUAL)
    }
}

fn pieces(subject: Subject, size: Size) -> Result<Pieces> {
    let shapes = schema::shapes(&subject);
    let schema = schema::schema(&subject, &shapes).map_err(Error::internal)?;
    let properties = schema::properties(&subject, &shapes)?;
    let writer = SerializedFileWriter::new(Sink::default(), schema, properties.into())
        .map_err(Error::internal)?;
    let file = File { subject, shapes, writer, size, ready: VecDeque::new(), at: Place::Start };
    Ok(Box::new(file))
}

/// Where the making of a file stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Start,
    Rows,
    Done,
}

/// A file that is made while it is read.
struct File {
    subject: Subject,
    shapes: Vec<Shape>,
    writer: SerializedFileWriter<Sink>,
    size: Size,
    ready: VecDeque<Vec<u8>>,
    at: Place,
}

impl Iterator for File {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(Ok(piece));
            }
            if self.at == Place::Done {
                return None;
            }
            if let Err(error) = self.go_on() {
                self.at = Place::Done;
                return Some(Err(error));
            }
        }
    }
}

impl File {
    /// Makes the next group of rows, or the end of the file.
    fn go_on(&mut self) -> Result<()> {
        if self.at == Place::Start {
            // The magic bytes go out before any row is read.
            self.at = Place::Rows;
        } else {
            let lines = self.next_lines();
            if lines.is_empty() {
                self.at = Place::Done;
                self.writer.finish().map_err(Error::internal)?;
            } else {
                self.write(&lines)?;
            }
        }
        self.writer.flush().map_err(Error::internal)?;
        self.ready = self.writer.inner_mut().take();
        Ok(())
    }

    fn next_lines(&mut self) -> Vec<Line> {
        let (mut lines, mut bytes) = (Vec::new(), 0);
        while lines.len() < self.size.rows && bytes < self.size.text_bytes {
            let Some(row) = self.subject.next_row() else { break };
            let (plan, image) = (&self.subject.plan, &self.subject.image);
            plan.lines(image, row, |line| {
                bytes += plan.text_bytes_of(image, line);
                lines.push(line);
            });
        }
        lines
    }

    fn write(&mut self, lines: &[Line]) -> Result<()> {
        let chunks = self.chunks(lines)?;
        let mut group = self.writer.next_row_group().map_err(Error::internal)?;
        for chunk in chunks {
            group.append_column(&chunk.bytes, chunk.closed).map_err(Error::internal)?;
        }
        group.close().map_err(Error::internal)?;
        Ok(())
    }

    /// The columns of a group of rows, each made by the next thread that is free.
    fn chunks(&self, lines: &[Line]) -> Result<Vec<Chunk>> {
        let columns = self.writer.schema_descr().columns();
        let properties = self.writer.properties();
        let encode = |at: usize| {
            let (field, shape) = self.subject.plan.fields.get(at).zip(self.shapes.get(at))?;
            let column = columns.get(at)?.clone();
            Some(chunk::make(&self.subject, field, shape, lines, column, properties.clone()))
        };
        if lines.len() < ROWS_FOR_THREADS {
            return (0..columns.len()).filter_map(encode).collect();
        }
        // Long columns first, so that no thread waits long for the last. The threads are always the
        // same: what each leaves to the allocator is used again.
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|at| self.shapes.get(*at).is_none_or(|shape| !shape.is_long()));
        let made = order.into_par_iter().with_max_len(1).map(|at| (at, encode(at)));
        let mut chunks: Vec<(usize, Option<Result<Chunk>>)> = made.collect();
        chunks.sort_unstable_by_key(|(at, _)| *at);
        chunks.into_iter().filter_map(|(_, chunk)| chunk).collect()
    }
}

/// Takes what is written, in pieces.
#[derive(Default)]
struct Sink {
    full: VecDeque<Vec<u8>>,
    open: Vec<u8>,
}

impl Sink {
    fn take(&mut self) -> VecDeque<Vec<u8>> {
        let mut all = std::mem::take(&mut self.full);
        if !self.open.is_empty() {
            all.push_back(std::mem::take(&mut self.open));
        }
        all
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.open.len() + bytes.len() > PIECE && !self.open.is_empty() {
            self.full.push_back(std::mem::take(&mut self.open));
        }
        self.open.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
