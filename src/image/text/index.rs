//! The index of the words of one revision: its fields, how it is built, how it is opened.
//!
//! Every row of a table with searched columns is a document, in the order of rows, and no segment
//! has rows of two tables: the place of a document says its row without a look-up.

use std::fmt;

use tantivy::directory::RamDirectory;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{
    Directory, IndexSettings, ReloadPolicy, Searcher, SegmentReader, TantivyDocument, TantivyError,
};

use super::words::Language;
use crate::image::columns::Data;
use crate::image::{Image, Row, TableImage};
use crate::model::TABLES;
use crate::model::table::Column;

/// The memory that building may use, in bytes.
const MEMORY: usize = 100 << 20;

/// How much more a word in a heading weighs than one in a summary.
const HEADING: f32 = 2.5;

/// The parts of a record that weigh differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Heading,
    Body,
}

impl Place {
    pub(super) const ALL: [Self; 2] = [Self::Heading, Self::Body];

    /// Names and titles are headings; only descriptions are not.
    fn of(column: &Column) -> Self {
        if column.name == Column::summary().name { Self::Body } else { Self::Heading }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Body => "body",
        }
    }

    /// What a word here counts.
    pub(super) const fn weight(self) -> f32 {
        match self {
            Self::Heading => HEADING,
            Self::Body => 1.0,
        }
    }
}

/// The fields of a document.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// For each place and language, the forms of words with their positions.
    forms: [[Field; 3]; 2],
    /// For each place, all words, folded and not stemmed.
    words: [Field; 2],
    /// The table and the row.
    row: Field,
}

impl Fields {
    fn new() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let mut text = |place: Place, name: &str, analysis: &str, option| {
            let is_word = option == IndexRecordOption::Basic;
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(analysis)
                .set_fieldnorms(!is_word)
                .set_index_option(option);
            let options = TextOptions::default().set_indexing_options(indexing);
            schema.add_text_field(&format!("{}_{name}", place.name()), options)
        };
        let forms = Place::ALL.map(|place| {
            Language::ALL.map(|language| {
                let positions = IndexRecordOption::WithFreqsAndPositions;
                text(place, language.name(), language.name(), positions)
            })
        });
        let folded = Language::Other.name();
        let words = Place::ALL.map(|place| text(place, "words", folded, IndexRecordOption::Basic));
        let row = schema.add_u64_field("row", FAST);
        (Self { forms, words, row }, schema.build())
    }

    /// The field of the forms of words.
    pub(super) const fn forms(&self, place: Place, language: Language) -> Field {
        self.forms[place as usize][language as usize]
    }

    /// The field of whole words.
    pub(super) const fn words(&self, place: Place) -> Field {
        self.words[place as usize]
    }
}

/// A part of the index: rows of one table that follow each other.
pub(super) struct Segment {
    pub(super) table: usize,
    /// The row of its first document.
    pub(super) start: Row,
    pub(super) reader: SegmentReader,
}

/// The index of the words of one revision.
pub struct TextIndex {
    pub(super) fields: Fields,
    pub(super) searcher: Searcher,
    /// In the order of tables and rows.
    pub(super) segments: Vec<Segment>,
}

impl fmt::Debug for TextIndex {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "TextIndex of {} segments", self.segments.len())
    }
}

/// The searched columns of a table with their positions.
pub(super) fn searched(table: usize) -> impl Iterator<Item = (usize, &'static Column)> {
    TABLES[table].columns.iter().enumerate().filter(|(_, column)| column.searched)
}

/// Whether a table has a column that the search reads.
pub fn is_searched(table: usize) -> bool {
    searched(table).next().is_some()
}

/// The texts of a row in a column, each with the tag of its language if it has one.
pub(super) fn texts(
    table: &TableImage,
    at: usize,
    row: Row,
) -> impl Iterator<Item = (Option<&str>, &str)> {
    let (plain, localised) = match &table.column(at).data {
        Data::Text(texts) => (Some((None, texts.get(row))), &[][..]),
        Data::Localised(tags) => (None, tags.as_slice()),
        _ => (None, &[][..]),
    };
    let localised = localised.iter().map(move |(tag, texts)| (Some(tag.as_str()), texts.get(row)));
    plain.into_iter().chain(localised).filter(|(_, text)| !text.is_empty())
}

fn analyses() -> TokenizerManager {
    let manager = TokenizerManager::default();
    for language in Language::ALL {
        manager.register(language.name(), language.analyser());
    }
    manager
}

fn broken(what: &str) -> TantivyError {
    TantivyError::InternalError(what.to_owned())
}

impl TextIndex {
    /// Builds the index of an image in memory.
    ///
    /// # Errors
    ///
    /// Those of the index itself.
    pub(super) fn in_memory(image: &Image) -> tantivy::Result<Self> {
        Self::build(image, RamDirectory::create())
    }

    /// Builds the index of an image in an empty directory.
    pub(super) fn build(image: &Image, directory: impl Directory) -> tantivy::Result<Self> {
        let (fields, schema) = Fields::new();
        let mut index = tantivy::Index::create(directory, schema, IndexSettings::default())?;
        index.set_tokenizers(analyses());
        // One thread: documents of several would lose their order.
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for (at, table) in image.tables().iter().enumerate() {
            if table.rows == 0 || !is_searched(at) {
                continue;
            }
            for row in 0..table.rows as Row {
                writer.add_document(document(&fields, at, table, row))?;
            }
            // The next table begins a segment of its own.
            writer.commit()?;
        }
        drop(writer);
        Self::read(image, fields, &index)
    }

    /// Opens the index that a directory holds, if it is whole and of this image.
    pub(super) fn open(image: &Image, directory: impl Directory) -> tantivy::Result<Self> {
        let (fields, schema) = Fields::new();
        let mut index = tantivy::Index::open(directory)?;
        if index.schema() != schema {
            return Err(broken("other fields"));
        }
        if !index.validate_checksum()?.is_empty() {
            return Err(broken("damaged files"));
        }
        index.set_tokenizers(analyses());
        Self::read(image, fields, &index)
    }

    fn read(image: &Image, fields: Fields, index: &tantivy::Index) -> tantivy::Result<Self> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let searcher = tantivy::IndexReader::searcher(&reader.try_into()?);
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let rows = reader.fast_fields().u64(index.schema().get_field_name(fields.row))?;
            let length = u64::from(reader.max_doc());
            let (first, last) = (rows.first(0), rows.first(reader.max_doc().saturating_sub(1)));
            match (first, last) {
                (Some(first), Some(last)) if last - first + 1 == length => {
                    let (table, start) = ((first >> 32) as usize, first as Row);
                    segments.push(Segment { table, start, reader: reader.clone() });
                }
                _ => return Err(broken("rows out of order")),
            }
        }
        segments.sort_by_key(|segment| (segment.table, segment.start));
        for (at, table) in image.tables().iter().enumerate() {
            let wanted = if is_searched(at) { table.rows } else { 0 };
            let mut found = 0;
            for segment in segments.iter().filter(|segment| segment.table == at) {
                if segment.start as usize != found {
                    return Err(broken("rows are missing"));
                }
                found += segment.reader.max_doc() as usize;
            }
            if found != wanted {
                return Err(broken("other rows"));
            }
        }
        Ok(Self { fields, searcher, segments })
    }

    /// The parts of the index with rows of a table.
    pub(super) fn of(&self, table: usize) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(move |segment| segment.table == table)
    }
}

fn document(fields: &Fields, at: usize, table: &TableImage, row: Row) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_u64(fields.row, (at as u64) << 32 | u64::from(row));
    for (column_at, column) in searched(at) {
        let place = Place::of(column);
        for (tag, text) in texts(table, column_at, row) {
            let language = tag.map_or(Language::Other, Language::of);
            document.add_text(fields.forms(place, language), text);
            document.add_text(fields.words(place), text);
        }
    }
    document
}
