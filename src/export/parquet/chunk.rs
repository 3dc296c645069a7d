//! One column of a group of rows, made apart from the file so that threads can share the work.

use bytes::Bytes;
use parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, ColumnWriterImpl, get_column_writer,
};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::super::subject::Subject;
use super::schema::{Shape, Values};
use crate::error::{Error, Result};
use crate::image::render::{Cell, Field, Line, Run};
use crate::model::value::Decimal;

/// How many lines are turned into values at once, which stay near the processor.
const LINES: usize = 1024;

/// A column of a group of rows as it stands in the file.
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) closed: ColumnCloseResult,
}

/// Writes the cells of a field in some lines.
pub(super) fn make(
    subject: &Subject,
    field: &Field,
    shape: &Shape,
    lines: &[Line],
    column: ColumnDescPtr,
    properties: WriterPropertiesPtr,
) -> Result<Chunk> {
    let mut tracked = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut tracked));
    let mut writer = get_column_writer(column, properties, pages);
    let source = Source { subject, field, shape, lines };
    source.write(&mut writer).map_err(Error::internal)?;
    let closed = writer.close().and_then(alone).map_err(Error::internal)?;
    Ok(Chunk { bytes: tracked.into_inner().map_err(Error::internal)?.into(), closed })
}

/// Copies the least and the greatest value, which stay to the end of the file: as they come, each
/// keeps the texts of all lines around it in memory.
fn alone(mut closed: ColumnCloseResult) -> ParquetResult<ColumnCloseResult> {
    let Some(Statistics::ByteArray(found)) = closed.metadata.statistics() else {
        return Ok(closed);
    };
    let copy = |value: Option<&ByteArray>| value.map(|value| value.data().to_vec().into());
    let (least, greatest) = (copy(found.min_opt()), copy(found.max_opt()));
    let (distinct, nulls) = (found.distinct_count(), found.null_count_opt());
    let own = ValueStatistics::new(least, greatest, distinct, nulls, false)
        .with_min_is_exact(found.min_is_exact())
        .with_max_is_exact(found.max_is_exact());
    let builder = closed.metadata.into_builder();
    closed.metadata = builder.set_statistics(Statistics::ByteArray(own)).build()?;
    Ok(closed)
}

struct Source<'a> {
    subject: &'a Subject,
    field: &'a Field,
    shape: &'a Shape,
    lines: &'a [Line],
}

impl Source<'_> {
    fn write(&self, writer: &mut ColumnWriter<'_>) -> ParquetResult<()> {
        match (&self.shape.values, writer) {
            (Values::Texts, ColumnWriter::ByteArrayColumnWriter(writer)) => self.texts(writer),
            (Values::Choices(choices), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                self.choices(choices, writer)
            }
            (Values::Integers, ColumnWriter::Int64ColumnWriter(writer)) => {
                self.cells(writer, |cell| match cell {
                    Cell::Integer(number) => Some(number),
                    _ => None,
                })
            }
            (Values::Instants, ColumnWriter::Int64ColumnWriter(writer)) => {
                self.cells(writer, |cell| match cell {
                    Cell::Instant(seconds) => Some(seconds.saturating_mul(1000)),
                    _ => None,
                })
            }
            (Values::Booleans, ColumnWriter::BoolColumnWriter(writer)) => {
                self.cells(writer, |cell| match cell {
                    Cell::Boolean(truth) => Some(truth),
                    _ => None,
                })
            }
            (Values::Degrees, ColumnWriter::DoubleColumnWriter(writer)) => {
                self.cells(writer, |cell| match cell {
                    Cell::Degrees(degrees) => Some(degrees),
                    _ => None,
                })
            }
            (Values::Decimals(scale), ColumnWriter::FixedLenByteArrayColumnWriter(writer)) => self
                .cells(writer, |cell| match cell {
                    Cell::Decimal(number) => Some(raised(number, *scale)),
                    _ => None,
                }),
            // The types of the file are made of the same shapes.
            _ => Ok(()),
        }
    }

    fn texts(
        &self,
        writer: &mut ColumnWriterImpl<'_, parquet::data_type::ByteArrayType>,
    ) -> ParquetResult<()> {
        let Subject { plan, image, .. } = self.subject;
        let mut batch = Batch::new(self.shape);
        if let Some(kept) = plan.kept_texts(image, self.field) {
            // Nothing is copied: values are parts of the image.
            let all = Bytes::from_owner(kept.clone());
            for lines in self.lines.chunks(LINES) {
                for line in lines {
                    let range = kept.range(line.row);
                    batch.push((!range.is_empty()).then(|| ByteArray::from(all.slice(range))));
                }
                batch.write(writer)?;
            }
            return Ok(());
        }
        let mut run = Run::default();
        for lines in self.lines.chunks(LINES) {
            plan.run(image, self.field, lines, &mut run);
            // The next texts take about as much room.
            let room = Vec::with_capacity(run.bytes.len() + run.bytes.len() / 8);
            let bytes = Bytes::from(std::mem::replace(&mut run.bytes, room));
            let mut start = 0;
            for end in run.ends.iter().copied() {
                batch.push((start < end).then(|| ByteArray::from(bytes.slice(start..end))));
                start = end;
            }
            batch.write(writer)?;
        }
        Ok(())
    }

    fn choices(
        &self,
        choices: &[ByteArray],
        writer: &mut ColumnWriterImpl<'_, parquet::data_type::ByteArrayType>,
    ) -> ParquetResult<()> {
        let Subject { plan, image, .. } = self.subject;
        let (mut chosen, mut batch) = (Vec::new(), Batch::new(self.shape));
        for lines in self.lines.chunks(LINES) {
            plan.choose_each(image, self.field, lines, &mut chosen);
            for at in &chosen {
                batch.push(at.and_then(|at| choices.get(usize::from(at)).cloned()));
            }
            batch.write(writer)?;
        }
        Ok(())
    }

    fn cells<T: DataType>(
        &self,
        writer: &mut ColumnWriterImpl<'_, T>,
        value: impl Fn(Cell<'_>) -> Option<T::T>,
    ) -> ParquetResult<()> {
        let Subject { plan, image, .. } = self.subject;
        let (mut scratch, mut batch) = (Vec::new(), Batch::new(self.shape));
        for lines in self.lines.chunks(LINES) {
            for line in lines {
                batch.push(value(plan.cell(image, self.field, *line, &mut scratch)));
            }
            batch.write(writer)?;
        }
        Ok(())
    }
}

/// Some values, and for each line whether it has one.
struct Batch<V> {
    values: Vec<V>,
    levels: Vec<i16>,
    is_required: bool,
}

impl<V> Batch<V> {
    fn new(shape: &Shape) -> Self {
        let values = Vec::with_capacity(LINES);
        Self { values, levels: Vec::with_capacity(LINES), is_required: shape.is_required }
    }

    fn push(&mut self, value: Option<V>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn write<T: DataType<T = V>>(
        &mut self,
        writer: &mut ColumnWriterImpl<'_, T>,
    ) -> ParquetResult<()> {
        // A required value that is missing makes this column shorter than others, which the
        // group refuses.
        let levels = (!self.is_required).then_some(self.levels.as_slice());
        writer.write_batch(&self.values, levels, None)?;
        self.values.clear();
        self.levels.clear();
        Ok(())
    }
}

/// The digits of a number with so many of them behind the point, the highest byte first.
fn raised(number: Decimal, scale: u8) -> FixedLenByteArray {
    // 19 digits raised by at most 18 places stay below the 38 digits of an i128.
    let places = u32::from(scale.saturating_sub(number.scale));
    let digits = i128::from(number.digits) * 10_i128.pow(places);
    FixedLenByteArray::from(digits.to_be_bytes().to_vec())
}
