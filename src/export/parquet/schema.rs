//! What a file says of itself: the types of its columns, how each is packed, where it comes from.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::ByteArray;
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::super::subject::Subject;
use crate::error::{Error, Result};
use crate::image::render::{Description, Form};

/// The bytes of a decimal, which are those of an `i128`.
const DECIMAL_BYTES: i32 = 16;

/// The digits of a decimal.
const PRECISION: i32 = 38;

/// Links to no more records than this have few texts, each often.
const FEW: usize = 16_384;

/// Level 1 is as fast as Snappy nearly, and half as large.
const LEVEL: i32 = 1;

/// How a column is written.
pub(super) struct Shape {
    pub(super) values: Values,
    /// Whether each line has a value, which the import has seen to.
    pub(super) is_required: bool,
    has_dictionary: bool,
    description: Description,
}

/// What the values of a column are.
pub(super) enum Values {
    Texts,
    /// Some of these texts, for which nothing has to be copied.
    Choices(Vec<ByteArray>),
    Integers,
    /// Numbers with so many digits behind the point.
    Decimals(u8),
    Degrees,
    Booleans,
    Instants,
}

impl Shape {
    /// Whether it takes longer to write than most.
    pub(super) fn is_long(&self) -> bool {
        matches!(self.values, Values::Texts) && !self.has_dictionary
    }
}

/// The shapes of all columns.
pub(super) fn shapes(subject: &Subject) -> Vec<Shape> {
    let (plan, image) = (&subject.plan, &subject.image);
    let shape = |field| {
        let description = plan.describe(image, field);
        let texts = || match plan.choices(image, field) {
            Some(texts) => {
                let array = |text: &'static str| {
                    ByteArray::from(bytes::Bytes::from_static(text.as_bytes()))
                };
                Values::Choices(texts.into_iter().map(array).collect())
            }
            None => Values::Texts,
        };
        let values = match description.form {
            Form::Integer => Values::Integers,
            Form::Decimal => Values::Decimals(plan.greatest_scale(image, field)),
            Form::Boolean => Values::Booleans,
            Form::Instant => Values::Instants,
            Form::Degrees => Values::Degrees,
            _ => texts(),
        };
        let is_small = plan.linked_records(image, field).is_some_and(|records| records <= FEW);
        let is_date = matches!(description.form, Form::Date);
        let has_dictionary = is_small || is_date || matches!(values, Values::Choices(_));
        Shape { values, is_required: description.required, has_dictionary, description }
    };
    plan.fields.iter().map(shape).collect()
}

/// The types of all columns.
pub(super) fn schema(subject: &Subject, shapes: &[Shape]) -> ParquetResult<TypePtr> {
    let fields = subject.plan.fields.iter().zip(shapes).map(|(field, shape)| {
        let (physical, logical) = match &shape.values {
            Values::Texts | Values::Choices(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Integers => (Physical::INT64, None),
            Values::Decimals(scale) => {
                let logical = LogicalType::decimal(i32::from(*scale), PRECISION);
                (Physical::FIXED_LEN_BYTE_ARRAY, Some(logical))
            }
            Values::Degrees => (Physical::DOUBLE, None),
            Values::Booleans => (Physical::BOOLEAN, None),
            Values::Instants => {
                (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS)))
            }
        };
        let repetition =
            if shape.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let mut builder = Type::primitive_type_builder(&field.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical);
        if let Values::Decimals(scale) = shape.values {
            builder = builder
                .with_length(DECIMAL_BYTES)
                .with_precision(PRECISION)
                .with_scale(i32::from(scale));
        }
        Ok(Arc::new(builder.build()?))
    });
    let fields = fields.collect::<ParquetResult<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
}

/// How the columns are packed, and what the file says of itself.
pub(super) fn properties(subject: &Subject, shapes: &[Shape]) -> Result<WriterProperties> {
    let level = ZstdLevel::try_new(LEVEL).map_err(Error::internal)?;
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("opencoop version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(level))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        // Pages end by their bytes alone, and are small enough for the memory of several threads.
        .set_data_page_size_limit(256 << 10)
        .set_data_page_row_count_limit(usize::MAX)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(facts(subject, shapes)));
    for (field, shape) in subject.plan.fields.iter().zip(shapes) {
        if shape.has_dictionary {
            let path = ColumnPath::from(field.name.as_str());
            builder = builder.set_column_dictionary_enabled(path, true);
        }
    }
    Ok(builder.build())
}

/// Where the data comes from and what its columns say.
fn facts(subject: &Subject, shapes: &[Shape]) -> Vec<KeyValue> {
    let (revision, service) = (&subject.image.revision, &subject.service);
    let columns = subject.plan.fields.iter().zip(shapes).map(|(field, shape)| {
        let Description { label, doc, language, .. } = &shape.description;
        let mut column = serde_json::json!({
            "name": field.name, "label": {"en": label.en, "it": label.it}, "description": doc,
        });
        if let Some(language) = language {
            column["language"] = language.as_str().into();
        }
        column
    });
    let columns: serde_json::Value = columns.collect();
    [
        ("name", subject.name.clone()),
        ("revision", revision.number.to_string()),
        ("publishedAt", revision.published_at.clone()),
        ("publisher", service.publisher.clone()),
        ("licence", service.licence.clone()),
        ("source", format!("{}/export/{}.parquet", service.base_url, subject.name)),
        ("columns", columns.to_string()),
    ]
    .into_iter()
    .map(|(key, value)| KeyValue::new(key.to_owned(), value))
    .collect()
}
