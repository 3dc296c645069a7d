//! Files with many groups of rows, read back by the reader of the same library.

use std::sync::Arc;

use bytes::Bytes;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::super::options::Options;
use super::*;
use crate::about::Service;
use crate::image::build::{TableBuilder, finish};
use crate::image::columns::Data;
use crate::image::{Image, Revision};
use crate::model::value::Decimal;
use crate::model::{TABLES, find_table};

/// Sums with other scales, some below zero.
fn sum(row: usize) -> Decimal {
    Decimal { digits: (row as i64 - 5_000) * 1_001, scale: (row % 4) as u8 }
}

fn image(rows: usize) -> Arc<Image> {
    let languages = ["it".to_owned(), "en".to_owned()];
    let mut tables: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    let (at, table) = find_table("budgets").unwrap();
    let (amount, _) = table.column("amount").unwrap();
    let (caveat, _) = table.column("caveat").unwrap();
    for number in 0..rows {
        let row = tables[at].record(number as u32 + 1, &format!("b-{number:06}"));
        if let Data::Money(amounts, currencies) = tables[at].column(amount) {
            amounts.push(row, sum(number));
            currencies.push(row, (number % 2) as u8);
        }
        if number % 3 == 0 {
            tables[at].translate(caveat, row, "en", &format!("so, «{number}»\nand more"));
        }
    }
    let revision = Revision { number: 3, published_at: "2026-01-02T03:04:05Z".to_owned() };
    Arc::new(finish(revision, &languages, tables))
}

fn subject(image: &Arc<Image>, columns: &[&str]) -> Subject {
    let service = Service {
        base_url: "https://example.org".to_owned(),
        publisher: "A city".to_owned(),
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        ..Service::default()
    };
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    let options = Options { columns: Some(columns), ..Options::default() };
    let all = |_| Ok(crate::image::filter::Filter::default());
    Subject::some(Arc::clone(image), Arc::new(service), "budgets", options, &all).unwrap()
}

const COLUMNS: [&str; 4] = ["slug", "amount", "amount_currency", "caveat_en"];

fn bytes(image: &Arc<Image>, size: Size) -> Vec<u8> {
    let pieces = pieces(subject(image, &COLUMNS), size).unwrap();
    pieces.flat_map(|piece| piece.unwrap()).collect()
}

#[test]
fn many_groups_of_rows_hold_what_was_put_in() {
    let rows = 10_000;
    let image = image(rows);
    let size = Size { rows: 4_500, text_bytes: usize::MAX };
    let reader = SerializedFileReader::new(Bytes::from(bytes(&image, size))).unwrap();
    let groups = reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows);
    assert_eq!(groups.collect::<Vec<_>>(), [4_500, 4_500, 1_000]);
    let mut read = 0;
    for (row, found) in reader.get_row_iter(None).unwrap().enumerate() {
        let cells: Vec<Field> =
            found.unwrap().into_columns().into_iter().map(|(_, cell)| cell).collect();
        assert_eq!(cells[0], Field::Str(format!("b-{row:06}")));
        let Field::Decimal(found) = &cells[1] else { panic!("{row}: {:?}", cells[1]) };
        let raised = i128::from(sum(row).digits) * 10_i128.pow(3 - u32::from(sum(row).scale));
        assert_eq!(i128::from_be_bytes(found.data().try_into().unwrap()), raised, "{row}");
        assert!(matches!(&cells[2], Field::Str(code) if code.len() == 3), "{row}");
        let caveat = Field::Str(format!("so, «{row}»\nand more"));
        assert_eq!(cells[3], if row % 3 == 0 { caveat } else { Field::Null });
        read += 1;
    }
    assert_eq!(read, rows);
}

#[test]
fn long_texts_end_a_group_early_and_the_same_rows_are_the_same_bytes() {
    let image = image(6_000);
    let size = Size { rows: usize::MAX, text_bytes: 20_000 };
    let first = bytes(&image, size);
    assert_eq!(first, bytes(&image, size));
    let reader = SerializedFileReader::new(Bytes::from(first)).unwrap();
    assert!(reader.metadata().num_row_groups() > 2);
    assert_eq!(reader.metadata().file_metadata().num_rows(), 6_000);
}

#[test]
fn the_first_piece_is_there_before_any_row_is_read() {
    let image = image(10);
    let mut pieces = pieces(subject(&image, &COLUMNS), Size::USUAL).unwrap();
    assert_eq!(pieces.next().unwrap().unwrap(), b"PAR1");
    assert_eq!(pieces.count(), 2);
}

#[test]
fn a_table_without_rows_is_a_file_without_groups() {
    let reader = SerializedFileReader::new(Bytes::from(bytes(&image(0), Size::USUAL))).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 0);
    assert_eq!(reader.metadata().file_metadata().schema_descr().num_columns(), COLUMNS.len());
}
