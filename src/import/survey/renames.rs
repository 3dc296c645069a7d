//! The file of renames: read before any record, looked at again when all records are known.

use std::io;

use super::Surveyor;
use crate::import::finding::{Located, shorten};
use crate::import::keys::Keys;
use crate::import::renames::{self, RenameHeader};

impl Surveyor<'_> {
    /// Notes what the file says.
    pub(super) fn renames(&mut self, file: usize, keys: &mut Keys) -> io::Result<()> {
        let Some((mut rows, names)) = self.open(file)? else { return Ok(()) };
        let header = match RenameHeader::parse(names) {
            Ok(header) => header,
            Err(findings) => {
                self.bad_header(file, findings);
                return Ok(());
            }
        };
        let mut declared = Vec::new();
        while rows.next()? {
            self.count(&rows);
            let line = rows.row.line;
            let cells: Vec<&str> = rows.row.cells().collect();
            let mut findings = self.form(&rows, header.names.len());
            if findings.is_empty() {
                match renames::declare(keys, &header, &cells, (file, line)) {
                    Ok(rename) => declared.extend(rename),
                    Err(found) => findings = found,
                }
            }
            // A rename is for ever, so that nothing is written where one is in doubt.
            self.survey.unusable |= !findings.is_empty();
            self.blame(file, line, (&header.names, header.places[0]), &cells, findings);
        }
        renames::move_records(keys, &mut declared);
        self.survey.renames = declared;
        self.close(file, rows);
        Ok(())
    }

    /// Says which renames cannot be, now that every row is known.
    pub(super) fn check_renames(&mut self, keys: &Keys) {
        let declared = std::mem::take(&mut self.survey.renames);
        for rename in &declared {
            if self.survey.lost.contains(&rename.old.0) {
                continue;
            }
            if let Some((column, id, finding)) = renames::check(keys, rename, self.skip) {
                self.survey.unusable = true;
                self.survey.refused.insert(rename.at);
                let (file, line) = rename.at;
                self.add(Located {
                    file: self.sources[file].name.clone(),
                    line: Some(line),
                    column: Some(column.to_owned()),
                    value: Some(shorten(&renames::written(id))),
                    finding,
                    record: None,
                });
            }
        }
        self.survey.renames = declared;
    }
}
