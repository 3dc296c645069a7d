//! Raw rows of a CSV file, each with the line on which it begins.
//!
//! Strict where the usual readers are lenient (RFC 4180): a stray quotation mark is a fault with a
//! place, not a changed value. Memory is bounded by [`CELL_LIMIT`], whatever the file holds. What
//! the cells mean is for `check`.

mod hashing;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use hashing::Hashing;

/// The longest cell, in bytes.
pub const CELL_LIMIT: usize = 1 << 18;

/// The longest row, in bytes; an engine must be able to hold some hundred of them in one text.
const ROW_LIMIT: usize = 1 << 21;

/// The most cells of a row that are kept; a row of more is wrong in any table, and only counted.
pub const CELLS_KEPT: usize = 256;

const BUFFER: usize = 1 << 18;

/// What is wrong with the form of a file or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A quotation mark inside a cell that does not begin with one.
    QuoteInside,
    /// Something other than a separator after a closing quotation mark.
    TextAfterQuote,
    /// The quotation mark that opens the cell is never closed.
    QuoteNeverClosed,
    /// The cell is longer than [`CELL_LIMIT`].
    CellTooLong,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The file is UTF-16.
    Utf16,
}

/// One row; reused for all rows of a file.
#[derive(Debug, Default)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What is wrong with its form, and with which cell.
    pub fault: Option<(Fault, usize)>,
    text: String,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Row {
    /// The number of cells, be they kept or not.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The cells in order.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        })
    }

    fn is_blank(&self) -> bool {
        self.count == 1 && self.bytes.is_empty() && self.fault.is_none()
    }

    fn blame(&mut self, fault: Fault) {
        let cell = self.count;
        self.fault.get_or_insert((fault, cell));
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.count >= CELLS_KEPT {
            return;
        }
        let start = self.ends.last().copied().unwrap_or(0);
        let length = self.bytes.len() + bytes.len();
        if length - start > CELL_LIMIT || length > ROW_LIMIT {
            self.blame(Fault::CellTooLong);
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn end_cell(&mut self) {
        if self.count < CELLS_KEPT {
            self.ends.push(self.bytes.len());
        }
        self.count += 1;
    }

    fn finish(&mut self) {
        // Both buffers are used again for the next row.
        self.text.clear();
        if let Ok(text) = std::str::from_utf8(&self.bytes)
            && self.ends.iter().all(|end| text.is_char_boundary(*end))
        {
            self.text.push_str(text);
            return;
        }
        let mut start = 0;
        for (cell, end) in self.ends.iter().enumerate() {
            let bytes = self.bytes.get(start..*end).unwrap_or_default();
            if std::str::from_utf8(bytes).is_err() {
                self.fault.get_or_insert((Fault::NotUtf8, cell));
            }
            start = *end;
        }
        // What can be read of it is shown in the report; lengths may differ, so cells go too.
        let mut text = String::new();
        let mut start = 0;
        for end in &mut self.ends {
            let bytes = self.bytes.get(start..*end).unwrap_or_default();
            start = *end;
            text.push_str(&String::from_utf8_lossy(bytes));
            *end = text.len();
        }
        self.text = text;
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
    ReturnAfterQuote,
}

/// Reads rows and hashes the bytes that pass.
pub struct CsvReader<R> {
    input: BufReader<Hashing<R>>,
    separator: u8,
    line: u64,
    ended: bool,
}

impl CsvReader<File> {
    /// A reader of the file at `path`.
    pub fn open(path: &Path) -> io::Result<Result<Self, Fault>> {
        Self::new(File::open(path)?)
    }
}

impl<R: Read> CsvReader<R> {
    /// A reader of `input`; the separator, `,` or `;`, is that of the first line.
    pub fn new(input: R) -> io::Result<Result<Self, Fault>> {
        let mut input = BufReader::with_capacity(BUFFER, Hashing::new(input)?);
        let start = input.fill_buf()?;
        let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if start.starts_with(&[0xff, 0xfe])
            || start.starts_with(&[0xfe, 0xff])
            || first_line.iter().take(64).filter(|byte| **byte == 0).count() > 4
        {
            return Ok(Err(Fault::Utf16));
        }
        let mark = if start.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let count = |separator| memchr::memchr_iter(separator, first_line).count();
        let separator = if count(b';') > count(b',') { b';' } else { b',' };
        input.consume(mark);
        Ok(Ok(Self { input, separator, line: 1, ended: false }))
    }

    /// Reads the next row that is not blank; `false` at the end.
    pub fn read(&mut self, row: &mut Row) -> io::Result<bool> {
        while self.read_any(row)? {
            if !row.is_blank() {
                row.finish();
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_any(&mut self, row: &mut Row) -> io::Result<bool> {
        row.bytes.clear();
        row.ends.clear();
        row.count = 0;
        row.fault = None;
        row.line = self.line;
        if self.ended {
            return Ok(false);
        }
        let mut state = State::CellStart;
        let mut read_any = false;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                self.ended = true;
                if state == State::Quoted {
                    row.fault = Some((Fault::QuoteNeverClosed, row.count));
                }
                if read_any {
                    row.end_cell();
                }
                return Ok(read_any);
            }
            read_any = true;
            let (used, ended) = scan(chunk, self.separator, &mut state, row);
            self.line += memchr::memchr_iter(b'\n', &chunk[..used]).count() as u64;
            self.input.consume(used);
            if ended {
                return Ok(true);
            }
        }
    }

    /// The bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.input.get_ref().bytes()
    }

    /// The SHA-256 of the whole input, which must have been read to its end.
    pub fn hash(self) -> [u8; 32] {
        self.input.into_inner().finish()
    }
}

/// Reads from `chunk` to the end of the row, or of the chunk. Gives the number of bytes used and
/// whether the row ended.
fn scan(chunk: &[u8], separator: u8, state: &mut State, row: &mut Row) -> (usize, bool) {
    let mut at = 0;
    while let Some(&byte) = chunk.get(at) {
        match *state {
            State::Quoted => {
                let length = memchr::memchr(b'"', &chunk[at..]).unwrap_or(chunk.len() - at);
                row.push(&chunk[at..at + length]);
                at += length;
                if at < chunk.len() {
                    at += 1;
                    *state = State::QuoteInQuoted;
                }
                continue;
            }
            State::QuoteInQuoted if byte == b'"' => {
                row.push(b"\"");
                *state = State::Quoted;
            }
            State::CellStart if byte == b'"' => *state = State::Quoted,
            State::ReturnAfterQuote if byte != b'\n' => {
                row.blame(Fault::TextAfterQuote);
                *state = State::Plain;
                continue;
            }
            _ if byte == separator => {
                row.end_cell();
                *state = State::CellStart;
            }
            _ if byte == b'\n' => {
                if *state == State::Plain && row.bytes.last() == Some(&b'\r') {
                    row.bytes.pop();
                }
                row.end_cell();
                return (at + 1, true);
            }
            State::QuoteInQuoted if byte == b'\r' => *state = State::ReturnAfterQuote,
            State::QuoteInQuoted | State::ReturnAfterQuote => {
                row.blame(Fault::TextAfterQuote);
                *state = State::Plain;
                continue;
            }
            State::CellStart | State::Plain => {
                *state = State::Plain;
                let rest = &chunk[at..];
                let length = memchr::memchr3(separator, b'\n', b'"', rest).unwrap_or(rest.len());
                row.push(&rest[..length]);
                at += length;
                if chunk.get(at) == Some(&b'"') {
                    row.blame(Fault::QuoteInside);
                    row.push(b"\"");
                    at += 1;
                }
                continue;
            }
        }
        at += 1;
    }
    (at, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = (u64, Vec<String>, Option<(Fault, usize)>);

    fn rows(text: &[u8]) -> Vec<Read> {
        let mut reader = CsvReader::new(text).unwrap().unwrap();
        let mut row = Row::default();
        let mut rows = Vec::new();
        while reader.read(&mut row).unwrap() {
            rows.push((row.line, row.cells().map(str::to_owned).collect(), row.fault));
        }
        rows
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text.as_bytes()).into_iter().map(|(_, cells, _)| cells).collect()
    }

    #[test]
    fn reads_what_rfc_4180_writes() {
        assert_eq!(cells("a,b\r\n1,\"x,\"\"y\"\"\nz\"\r\n"), [["a", "b"], ["1", "x,\"y\"\nz"]]);
        assert_eq!(cells("a;b\n1;,"), [["a", "b"], ["1", ","]]);
        assert_eq!(cells("\u{feff}a,b\n\n,\n"), [["a", "b"], ["", ""]]);
        assert!(cells("").is_empty());
    }

    #[test]
    fn counts_lines_inside_cells() {
        let rows = rows(b"a\n\"1\n2\"\n3\n");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 4]);
    }

    #[test]
    fn says_where_quotation_marks_go_wrong() {
        let faults = |text: &str| rows(text.as_bytes()).last().unwrap().2;
        assert_eq!(faults("a,b\n1,x\"y\n"), Some((Fault::QuoteInside, 1)));
        assert_eq!(faults("a,b\n\"1\"x,y\n"), Some((Fault::TextAfterQuote, 0)));
        assert_eq!(faults("a,b\n1,\"x\"\r\"y\"\n"), Some((Fault::TextAfterQuote, 1)));
        assert_eq!(faults("a,b\n1,\"y\n"), Some((Fault::QuoteNeverClosed, 1)));
    }

    #[test]
    fn keeps_memory_bounded() {
        let mut text = b"a\n\"".to_vec();
        text.resize(CELL_LIMIT * 4, b'x');
        text.extend(b"\"\nnext\n");
        let rows = rows(&text);
        assert_eq!(rows[1].2, Some((Fault::CellTooLong, 0)));
        assert_eq!(rows[2].1, ["next"]);
        let commas = ",".repeat(CELLS_KEPT * 4);
        let mut row = Row::default();
        assert!(CsvReader::new(commas.as_bytes()).unwrap().unwrap().read(&mut row).unwrap());
        assert_eq!((row.cells().len(), row.count()), (CELLS_KEPT, CELLS_KEPT * 4 + 1));
    }

    #[test]
    fn refuses_bytes_that_are_not_utf8() {
        assert_eq!(rows(b"a,b\n1,citt\xe0\n")[1].2, Some((Fault::NotUtf8, 1)));
        // The halves of one letter in two cells are no letter.
        assert_eq!(rows(b"a,b\nA\xc3,\xa9\n")[1].2, Some((Fault::NotUtf8, 0)));
        assert_eq!(CsvReader::new(&b"\xff\xfea\0"[..]).unwrap().err(), Some(Fault::Utf16));
    }

    #[test]
    fn the_separator_is_that_of_the_first_line_however_few_bytes_come_at_a_time() {
        /// Gives one byte at a time.
        struct Slow<'d>(&'d [u8]);
        impl io::Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = buffer.len().min(1);
                self.0.read(&mut buffer[..length])
            }
        }
        let text = "\u{feff}slug;name\nx;\"y;z\"\n".as_bytes();
        let mut reader = CsvReader::new(Slow(text)).unwrap().unwrap();
        let mut row = Row::default();
        let mut cells: Vec<String> = Vec::new();
        while reader.read(&mut row).unwrap() {
            cells.extend(row.cells().map(str::to_owned));
        }
        assert_eq!(cells, ["slug", "name", "x", "y;z"]);
        assert_eq!(reader.bytes(), text.len() as u64);
    }
}
