//! How to mend what is wrong with the data given to an import.

use super::{Fault, Finding, Language};

impl Finding {
    /// How to mend it.
    pub fn hint(&self, language: Language) -> String {
        let pick = |en: &str, it: &str| language.pick(en, it).to_owned();
        match self {
            Self::FileUnknown { known }
            | Self::ColumnUnknown { known }
            | Self::CodeUnknown { known, .. } => match language {
                Language::English => format!("use one of {known}"),
                Language::Italian => format!("usare uno tra {known}"),
            },
            Self::FileUnreadable { .. } => pick(
                "give the path of a CSV file, or of a folder of them",
                "indicare il percorso di un file CSV, o di una cartella che li contiene",
            ),
            Self::FileTwice => pick("give one of them", "indicarne uno solo"),
            Self::FileEmpty => pick(
                "write the names of the columns on the first line, or take the file away",
                "scrivere i nomi delle colonne nella prima riga, o togliere il file",
            ),
            Self::Form(Fault::NotUtf8 | Fault::Utf16) => {
                pick("save the file as `CSV UTF-8`", "salvare il file come `CSV UTF-8`")
            }
            Self::Form(Fault::CellTooLong) => pick(
                "shorten the text, or see whether a closing quotation mark is missing",
                "accorciare il testo, o vedere se manca una virgoletta di chiusura",
            ),
            Self::Form(_) => pick(
                "put the whole cell between quotation marks, and double each one inside it",
                "racchiudere tutta la cella tra virgolette, e raddoppiare quelle all'interno",
            ),
            Self::ColumnMissing => {
                pick("add the column to the header", "aggiungere la colonna all'intestazione")
            }
            Self::ColumnTwice | Self::PairTwice { .. } => {
                pick("take one of them away", "toglierne una")
            }
            Self::CellCount { found, expected } if found > expected => pick(
                "put cells that contain a separator between quotation marks",
                "racchiudere tra virgolette le celle che contengono un separatore",
            ),
            Self::CellCount { .. } => pick(
                "write a separator for each empty cell too",
                "scrivere un separatore anche per ogni cella vuota",
            ),
            Self::ValueMissing | Self::HalfMissing => pick("fill the cell", "riempire la cella"),
            Self::ValueInvalid(_) => pick(
                "correct the cell, or leave it empty if it is not known",
                "correggere la cella, o lasciarla vuota se il valore non è noto",
            ),
            Self::Formula => pick(
                "begin the text with another character than `=`, `@`, `+`, `-` or a tab",
                "iniziare il testo con un carattere diverso da `=`, `@`, `+`, `-` o tabulazione",
            ),
            Self::ControlCharacter => {
                pick("write the text again without it", "riscrivere il testo senza quel carattere")
            }
            Self::SlugTwice { .. } => {
                pick("give each record a slug of its own", "dare a ogni scheda uno slug tutto suo")
            }
            Self::LinkUnknown { near: Some(near), .. } => match language {
                Language::English => format!("did you mean `{near}`?"),
                Language::Italian => format!("forse `{near}`?"),
            },
            Self::LinkUnknown { .. } => pick(
                "add that record, or correct the name",
                "aggiungere quella scheda, o correggere il nome",
            ),
            Self::LinkRefused { .. } => {
                pick("mend that record first", "correggere prima quella scheda")
            }
            Self::LinkSelf => pick(
                "name another record, or leave the cell empty",
                "indicare un'altra scheda, o lasciare vuota la cella",
            ),
            Self::IdRenamed(_) => pick(
                "give the record its new slug; a new record needs a slug that was never used",
                "dare alla scheda il nuovo slug; a una scheda nuova serve uno slug mai usato",
            ),
            Self::RenameTwice(_) => pick(
                "keep the line that stands first, and rename its new id further if need be",
                "mantenere la prima riga e, se serve, rinominare ancora il suo nuovo identificativo",
            ),
            Self::RenameTable => pick(
                "a record stays in its table: remove it there and add it here as a new one",
                "una scheda resta nella sua tabella: toglierla da lì e aggiungerla qui come nuova",
            ),
            Self::RenameCircle => pick(
                "choose a third id: one that was renamed is never used again",
                "scegliere un terzo identificativo: quelli rinominati non si usano più",
            ),
            Self::RenameKept => pick(
                "give the file of the table without the old record, and no `--keep-missing`",
                "indicare il file della tabella senza la vecchia scheda, e non `--keep-missing`",
            ),
            Self::LinkBroken { .. } => pick(
                "keep the record, import the files of those that are linked to it too, or use \
                 `--keep-missing`",
                "mantenere la scheda, importare anche i file di quelle che vi sono collegate, o \
                 usare `--keep-missing`",
            ),
        }
    }
}
