//! CSV files: rows end, their cells are what a writer makes the same file of, and the way the
//! bytes arrive changes nothing.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use opencoop::import::csv::{CsvReader, Row};

/// Gives a few bytes at a time.
struct Slow<'d>(&'d [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(out.len());
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

type Rows = Vec<(u64, Option<String>, Vec<String>, usize)>;

fn rows(input: impl Read) -> Option<Rows> {
    let mut reader = CsvReader::new(input).expect("bytes in memory").ok()?;
    let mut row = Row::default();
    let mut rows = Rows::new();
    while reader.read(&mut row).expect("bytes in memory") {
        let fault = row.fault.map(|fault| format!("{fault:?}"));
        let cells = row.cells().map(str::to_owned).collect();
        rows.push((row.line, fault, cells, row.count()));
    }
    Some(rows)
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else { return };
    let whole = rows(data);
    let slow = rows(Slow(data, 1 + usize::from(*first % 7)));
    assert_eq!(whole, slow);
});
