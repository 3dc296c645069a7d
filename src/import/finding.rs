//! What can be wrong with the data given to an import: codes, sentences and hints, in English and
//! Italian, all in one list.

mod hint;
mod renamed;

use crate::model::value::Expected;
use crate::store::history::Problem;

use super::csv::{CELL_LIMIT, Fault};
pub use renamed::{Renamed, Said};

/// The longest part of a cell that a report shows, in characters.
const SHOWN: usize = 80;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Italian.
    Italian,
}

impl Language {
    const fn pick<'a>(self, en: &'a str, it: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Italian => it,
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The name of the file is neither that of a table nor that of a link.
    FileUnknown {
        /// The names that there are.
        known: String,
    },
    /// The file cannot be read.
    FileUnreadable {
        /// What the system says.
        cause: String,
    },
    /// Two files of the same name were given.
    FileTwice,
    /// The file has no header line.
    FileEmpty,
    /// The form of the file or row is wrong.
    Form(Fault),
    /// The header names a column that the table does not have.
    ColumnUnknown {
        /// The names that there are.
        known: String,
    },
    /// The header lacks a column that every file of the table needs.
    ColumnMissing,
    /// The header names a column twice.
    ColumnTwice,
    /// The row has more or fewer cells than the header.
    CellCount {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A cell that must have a value has none.
    ValueMissing,
    /// The value is not of the kind of the column.
    ValueInvalid(Expected),
    /// The value is not in the code list of the column.
    CodeUnknown {
        /// The name of the code list.
        list: &'static str,
        /// Its codes.
        known: String,
    },
    /// An amount has no currency, or a currency no amount; likewise the halves of a position.
    HalfMissing,
    /// A text that a spreadsheet would run as a formula.
    Formula,
    /// A control character.
    ControlCharacter,
    /// The slug stands in two rows.
    SlugTwice {
        /// The line of the first.
        first: u64,
    },
    /// The same pair stands in two rows.
    PairTwice {
        /// The line of the first.
        first: u64,
    },
    /// The record that a link names does not exist.
    LinkUnknown {
        /// The table that it should be in; none if the id names no table.
        table: Option<&'static str>,
        /// A slug that does exist and is nearly the same.
        near: Option<String>,
    },
    /// The record that a link names was left out because of its own problems.
    LinkRefused {
        /// The line of that record.
        line: u64,
    },
    /// A record names itself.
    LinkSelf,
    /// The import would remove a record that others, which it does not touch, are linked to.
    LinkBroken {
        /// One of those others.
        from: String,
        /// How many others there are beside it.
        more: usize,
    },
    /// A record has an id that was given up for another.
    IdRenamed(Renamed),
    /// An id was renamed to another one already, in the store or on a line of the same file.
    RenameTwice(Renamed),
    /// An id is to be renamed to one of another table.
    RenameTable,
    /// Renames lead back to where they begin.
    RenameCircle,
    /// A record that is to be renamed would stay beside the one of its new id.
    RenameKept,
}

impl Finding {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FileUnknown { .. } => "FILE_UNKNOWN",
            Self::FileUnreadable { .. } => "FILE_UNREADABLE",
            Self::FileTwice => "FILE_TWICE",
            Self::FileEmpty => "FILE_EMPTY",
            Self::Form(Fault::NotUtf8 | Fault::Utf16) => "ENCODING_INVALID",
            Self::Form(Fault::CellTooLong) => "CELL_TOO_LONG",
            Self::Form(_) => "QUOTING_INVALID",
            Self::ColumnUnknown { .. } => "COLUMN_UNKNOWN",
            Self::ColumnMissing => "COLUMN_MISSING",
            Self::ColumnTwice => "COLUMN_TWICE",
            Self::CellCount { .. } => "CELL_COUNT",
            Self::ValueMissing => "VALUE_MISSING",
            Self::ValueInvalid(_) => "VALUE_INVALID",
            Self::CodeUnknown { .. } => "CODE_UNKNOWN",
            Self::HalfMissing => "HALF_MISSING",
            Self::Formula => "FORMULA",
            Self::ControlCharacter => "CONTROL_CHARACTER",
            Self::SlugTwice { .. } => "SLUG_TWICE",
            Self::PairTwice { .. } => "PAIR_TWICE",
            Self::LinkUnknown { .. } => "LINK_UNKNOWN",
            Self::LinkRefused { .. } => "LINK_REFUSED",
            Self::LinkSelf => "LINK_SELF",
            Self::LinkBroken { .. } => "LINK_BROKEN",
            Self::IdRenamed(_) => "ID_RENAMED",
            Self::RenameTwice(_) => "RENAME_TWICE",
            Self::RenameTable => "RENAME_TABLE",
            Self::RenameCircle => "RENAME_CIRCLE",
            Self::RenameKept => "RENAME_KEPT",
        }
    }

    /// What is wrong, as a sentence.
    pub fn message(&self, language: Language) -> String {
        let pick = |en: &str, it: &str| language.pick(en, it).to_owned();
        match self {
            Self::FileUnknown { .. } => pick(
                "the name of the file is not that of a table or a link",
                "il nome del file non è quello di una tabella o di un collegamento",
            ),
            Self::FileUnreadable { cause } => match language {
                Language::English => format!("the file cannot be read: {cause}"),
                Language::Italian => format!("il file non si può leggere: {cause}"),
            },
            Self::FileTwice => pick(
                "two files of this name were given",
                "sono stati indicati due file con questo nome",
            ),
            Self::FileEmpty => {
                pick("the file has no header line", "il file non ha la riga di intestazione")
            }
            Self::Form(fault) => form(*fault, language),
            Self::ColumnUnknown { .. } => {
                pick("the table has no such column", "la tabella non ha questa colonna")
            }
            Self::ColumnMissing => {
                pick("the file needs this column", "il file deve avere questa colonna")
            }
            Self::ColumnTwice => pick(
                "the header names this column twice",
                "l'intestazione nomina due volte questa colonna",
            ),
            Self::CellCount { found, expected } => match language {
                Language::English => format!("expected {expected} cells, found {found}"),
                Language::Italian => format!("qui servono {expected} celle, trovate {found}"),
            },
            Self::ValueMissing => pick("a value is needed here", "qui serve un valore"),
            Self::ValueInvalid(Expected(en, it)) => pick(en, it),
            Self::CodeUnknown { list, .. } => match language {
                Language::English => format!("expected a code of {list}"),
                Language::Italian => format!("qui serve un codice di {list}"),
            },
            Self::HalfMissing => pick(
                "the two cells of this value must both be filled or both be empty",
                "le due celle di questo valore vanno riempite entrambe o lasciate vuote entrambe",
            ),
            Self::Formula => pick(
                "a spreadsheet would run this text as a formula",
                "un foglio di calcolo eseguirebbe questo testo come formula",
            ),
            Self::ControlCharacter => pick(
                "the text has a control character",
                "il testo contiene un carattere di controllo",
            ),
            Self::SlugTwice { first } => match language {
                Language::English => format!("this slug stands on line {first} already"),
                Language::Italian => format!("questo slug è già alla riga {first}"),
            },
            Self::PairTwice { first } => match language {
                Language::English => format!("this pair stands on line {first} already"),
                Language::Italian => format!("questa coppia è già alla riga {first}"),
            },
            Self::LinkUnknown { table: Some(table), .. } => match language {
                Language::English => format!("`{table}` has no such record"),
                Language::Italian => format!("`{table}` non ha questa scheda"),
            },
            Self::LinkUnknown { table: None, .. } => pick(
                "expected the id of a record, such as `projects/dakar-reve`",
                "qui serve l'identificativo di una scheda, come `projects/dakar-reve`",
            ),
            Self::LinkRefused { line } => match language {
                Language::English => format!("the record it names, on line {line}, was left out"),
                Language::Italian => {
                    format!("la scheda indicata, alla riga {line}, è stata esclusa")
                }
            },
            Self::LinkSelf => pick("the record names itself", "la scheda indica sé stessa"),
            Self::LinkBroken { from, more } => {
                let (others, altre) = match more {
                    0 => (String::new(), String::new()),
                    _ => (format!(" and {more} more"), format!(" e altre {more}")),
                };
                match language {
                    Language::English => {
                        format!("it would be removed, but `{from}`{others} linked to it stay")
                    }
                    Language::Italian => {
                        format!("verrebbe rimossa, ma `{from}`{altre} che vi è collegata resta")
                    }
                }
            }
            Self::IdRenamed(renamed) => renamed.never_again(language),
            Self::RenameTwice(renamed) => renamed.already(language),
            Self::RenameTable => pick(renamed::TABLE.0, renamed::TABLE.1),
            Self::RenameCircle => pick(renamed::CIRCLE.0, renamed::CIRCLE.1),
            Self::RenameKept => pick(renamed::KEPT.0, renamed::KEPT.1),
        }
    }
}

fn form(fault: Fault, language: Language) -> String {
    let (en, it) = match fault {
        Fault::QuoteInside => (
            "a quotation mark stands inside a cell that does not begin with one",
            "una virgoletta sta dentro una cella che non inizia con una virgoletta",
        ),
        Fault::TextAfterQuote => (
            "something follows the closing quotation mark of the cell",
            "qualcosa segue la virgoletta di chiusura della cella",
        ),
        Fault::QuoteNeverClosed => (
            "the quotation mark that opens the cell is never closed",
            "la virgoletta che apre la cella non viene mai chiusa",
        ),
        Fault::CellTooLong => {
            return match language {
                Language::English => format!("the cell is longer than {CELL_LIMIT} bytes"),
                Language::Italian => format!("la cella supera {CELL_LIMIT} byte"),
            };
        }
        Fault::NotUtf8 => ("the text is not UTF-8", "il testo non è in UTF-8"),
        Fault::Utf16 => ("the file is UTF-16, not UTF-8", "il file è in UTF-16, non in UTF-8"),
    };
    language.pick(en, it).to_owned()
}

/// A finding and its place.
#[derive(Debug, Clone)]
pub struct Located {
    /// The name of the file.
    pub file: String,
    /// The line on which the record begins.
    pub line: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What stands there, shortened by [`shorten`].
    pub value: Option<String>,
    /// What is wrong.
    pub finding: Finding,
    /// The id of the record that the row is of, where it can be read.
    pub record: Option<String>,
}

impl Located {
    /// The problem as reports write it.
    pub fn problem(&self, language: Language) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line,
            column: self.column.clone(),
            value: self.value.clone(),
            code: self.finding.code().to_owned(),
            message: self.finding.message(language),
            hint: self.finding.hint(language),
            record: self.record.clone(),
        }
    }
}

/// The beginning of a text, on one line.
pub fn shorten(text: &str) -> String {
    let mut short: String =
        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}
