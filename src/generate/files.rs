//! The CSV files of a data set: one a table, one a link to many, headers from the registry.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Summary;
use super::phrases::Text;
use super::world::REFERENCE;
use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::model::table::{Arity, Kind, Link, Table, Target};

/// The languages that texts are generated in.
const LANGUAGES: [&str; 2] = ["it", "en"];

/// The files that are being written, by name.
#[derive(Debug)]
pub(super) struct Files {
    directory: PathBuf,
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    header: Vec<String>,
    /// The cells of the row in hand; kept, so that a row costs no memory.
    cells: Vec<String>,
    rows: u64,
    csv: csv::Writer<fs::File>,
}

impl Files {
    /// Creates all files in a folder that is empty or does not exist.
    pub(super) fn create(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory).map_err(|cause| failure("create", directory, &cause))?;
        let mut entries =
            fs::read_dir(directory).map_err(|cause| failure("read", directory, &cause))?;
        if entries.next().is_some() {
            return Err(Error::File {
                action: "write",
                path: directory.display().to_string(),
                cause: "the folder is not empty".to_owned(),
                hint: "name a folder that is empty or does not exist".to_owned(),
            });
        }
        let mut files = BTreeMap::new();
        for table in TABLES {
            let mut add = |name: String, header: Vec<String>| -> Result<()> {
                if !REFERENCE.iter().any(|(reference, _)| *reference == name) {
                    let file = File::create(&directory.join(format!("{name}.csv")), header)?;
                    files.insert(name, file);
                }
                Ok(())
            };
            add(table.name.to_owned(), table_header(table))?;
            for link in table.links.iter().filter(|link| link.arity == Arity::Many) {
                add(table.pairs(link), pair_header(table, link))?;
            }
        }
        Ok(Self { directory: directory.to_owned(), files })
    }

    /// Begins a row of a table.
    pub(super) fn row(&mut self, table: &str, slug: &str) -> Result<Row<'_>> {
        let row = Row { file: self.file(table)?, unknown: None };
        Ok(row.set("slug", slug))
    }

    /// Writes a row of a link to many: the two slugs, then basis or role.
    pub(super) fn pair(&mut self, name: &str, cells: &[&str]) -> Result<()> {
        let file = self.file(name)?;
        file.rows += 1;
        file.csv.write_record(cells).map_err(|cause| failure("write", &file.path, &cause))
    }

    fn file(&mut self, name: &str) -> Result<&mut File> {
        let unknown = || Error::internal(format!("the registry has no file `{name}`"));
        self.files.get_mut(name).ok_or_else(unknown)
    }

    /// Writes what is left, and the files of the seeds.
    pub(super) fn finish(self) -> Result<Summary> {
        let mut summary = Summary { files: Vec::new(), bytes: 0 };
        for (name, mut file) in self.files {
            file.csv.flush().map_err(|cause| failure("write", &file.path, &cause))?;
            let metadata =
                fs::metadata(&file.path).map_err(|cause| failure("read", &file.path, &cause))?;
            summary.bytes += metadata.len();
            summary.files.push((name, file.rows));
        }
        for (name, content) in REFERENCE {
            let path = self.directory.join(format!("{name}.csv"));
            fs::write(&path, content).map_err(|cause| failure("write", &path, &cause))?;
            let rows = csv::Reader::from_reader(content.as_bytes()).records().count();
            summary.bytes += content.len() as u64;
            summary.files.push(((*name).to_owned(), rows as u64));
        }
        summary.files.sort();
        Ok(summary)
    }
}

impl File {
    fn create(path: &Path, header: Vec<String>) -> Result<Self> {
        const BUFFER_BYTES: usize = 1 << 18;
        let file = fs::File::create(path).map_err(|cause| failure("create", path, &cause))?;
        let mut csv = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        csv.write_record(&header).map_err(|cause| failure("write", path, &cause))?;
        let cells = vec![String::new(); header.len()];
        Ok(Self { path: path.to_owned(), header, cells, rows: 0, csv })
    }
}

/// A row that is being filled; fields that are not set stay empty.
#[derive(Debug)]
pub(super) struct Row<'a> {
    file: &'a mut File,
    unknown: Option<String>,
}

impl Row<'_> {
    /// Fills a field.
    pub(super) fn set(mut self, field: &str, value: &str) -> Self {
        let at = self.file.header.iter().position(|name| name == field);
        match at.and_then(|at| self.file.cells.get_mut(at)) {
            Some(cell) => cell.push_str(value),
            None => self.unknown = Some(field.to_owned()),
        }
        self
    }

    /// Fills a field if there is a value.
    pub(super) fn set_some(self, field: &str, value: Option<&str>) -> Self {
        if let Some(value) = value { self.set(field, value) } else { self }
    }

    /// Fills the fields of a localised column.
    pub(super) fn text(self, column: &str, text: &Text) -> Self {
        self.set(&format!("{column}_it"), &text.it).set(&format!("{column}_en"), &text.en)
    }

    /// Writes the row.
    pub(super) fn end(self) -> Result<()> {
        if let Some(field) = self.unknown {
            return Err(Error::internal(format!("{} has no `{field}`", self.file.path.display())));
        }
        let file = self.file;
        file.csv.write_record(&file.cells).map_err(|cause| failure("write", &file.path, &cause))?;
        file.cells.iter_mut().for_each(String::clear);
        file.rows += 1;
        Ok(())
    }
}

fn table_header(table: &Table) -> Vec<String> {
    let mut header = vec!["slug".to_owned()];
    for column in table.columns {
        let name = column.name;
        match column.kind {
            Kind::Localised => header.extend(LANGUAGES.map(|tag| format!("{name}_{tag}"))),
            Kind::Money => header.extend([name.to_owned(), format!("{name}_currency")]),
            Kind::Point => header.extend(["latitude", "longitude"].map(|c| format!("{name}_{c}"))),
            _ => header.push(name.to_owned()),
        }
    }
    let links = table.links.iter().filter(|link| link.arity == Arity::One);
    header.extend(links.map(|link| link.name.to_owned()));
    header
}

fn pair_header(table: &Table, link: &Link) -> Vec<String> {
    let target = match link.target {
        Target::Table(name) => TABLES.iter().find(|table| table.name == name),
        Target::Any => None,
    };
    let mut header = vec![table.singular()];
    header.push(target.map_or_else(|| link.name.to_owned(), Table::singular));
    header.extend(link.basis.then(|| "basis".to_owned()));
    header.extend(link.role.map(|_| "role".to_owned()));
    header
}

fn failure(action: &'static str, path: &Path, cause: &dyn std::fmt::Display) -> Error {
    Error::File {
        action,
        path: path.display().to_string(),
        cause: cause.to_string(),
        hint: "check that the folder can be written and the disk has room".to_owned(),
    }
}
