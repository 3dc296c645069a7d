//! Data of any size, for measurements and trials: realistic, invented, the same for the same seed.
//!
//! The files go through the normal import. Countries, goals and themes are the real ones of the
//! seeds; all else is made up from the phrases of `generate/phrases.csv`. Every record is drawn from
//! the seed, its table and its number alone, so that memory stays the same whatever the size.

mod bodies;
mod files;
mod phrases;
mod places;
mod projects;
mod random;
mod world;

use std::path::Path;

use crate::error::Result;
use files::Files;
use world::World;

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The number of projects; all other numbers follow from it.
    pub projects: u64,
    /// The start of all chance.
    pub seed: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Each file with the number of its rows, by name.
    pub files: Vec<(String, u64)>,
    /// The bytes of all files together.
    pub bytes: u64,
}

impl Summary {
    /// The rows of all files together.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|(_, rows)| rows).sum()
    }
}

/// Writes a data set into `directory`, which is created if it does not exist.
///
/// # Errors
///
/// [`crate::error::Error::File`] when the folder holds files already or cannot be written.
pub fn run(options: &Options, directory: &Path) -> Result<Summary> {
    let world = World::new(*options)?;
    let mut files = Files::create(directory)?;
    places::write_cities(&world, &mut files)?;
    bodies::write_organisations(&world, &mut files)?;
    bodies::write_agreements(&world, &mut files)?;
    bodies::write_networks(&world, &mut files)?;
    bodies::write_services(&world, &mut files)?;
    bodies::write_sources(&world, &mut files)?;
    places::write_missions(&world, &mut files)?;
    projects::write(&world, &mut files)?;
    files.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::table::{Arity, Column, Kind, Target};
    use crate::model::value::{self, Decimal, PartialDate};
    use crate::model::{TABLES, find_table};

    /// The rows of each file as maps from field to cell.
    type Rows = Vec<BTreeMap<String, String>>;

    fn generate(projects: u64, seed: u64) -> (tempfile::TempDir, Summary) {
        let directory = tempfile::tempdir().unwrap();
        let summary = run(&Options { projects, seed }, directory.path()).unwrap();
        (directory, summary)
    }

    fn bytes(directory: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
        entries
            .map(|file| {
                let name = file.file_name().into_string().unwrap();
                (name.trim_end_matches(".csv").to_owned(), std::fs::read(file.path()).unwrap())
            })
            .collect()
    }

    fn read(directory: &Path) -> BTreeMap<String, Rows> {
        let rows = |content: Vec<u8>| -> Rows {
            let mut reader = csv::Reader::from_reader(content.as_slice());
            reader.deserialize().map(|row| row.unwrap()).collect()
        };
        bytes(directory).into_iter().map(|(name, content)| (name, rows(content))).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let ((one, _), (two, _), (other, _)) =
            (generate(300, 5), generate(300, 5), generate(300, 6));
        assert!(bytes(one.path()) == bytes(two.path()));
        let (one, other) = (bytes(one.path()), bytes(other.path()));
        assert!(one["projects"] != other["projects"] && one["cities"] != other["cities"]);
        assert!(one["countries"] == other["countries"]);
    }

    #[test]
    fn every_table_and_every_link_has_its_file_and_the_summary_counts_them() {
        let (directory, summary) = generate(1_000, 1);
        let files = read(directory.path());
        let mut expected = BTreeSet::new();
        for table in TABLES {
            expected.insert(table.name.to_owned());
            let links = table.links.iter().filter(|link| link.arity == Arity::Many);
            expected.extend(links.map(|link| table.pairs(link)));
        }
        assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected);
        let counted: Vec<_> =
            files.iter().map(|(name, rows)| (name.clone(), rows.len() as u64)).collect();
        assert_eq!(summary.files, counted);
        let written: usize = bytes(directory.path()).values().map(Vec::len).sum();
        assert_eq!(summary.bytes, written as u64);
        assert!(counted.iter().all(|(name, rows)| *rows > 0 || name == "project_agreements"));
    }

    #[test]
    fn slugs_are_valid_unique_and_sorted() {
        let (directory, _) = generate(1_000, 2);
        let files = read(directory.path());
        for table in TABLES {
            let slugs: Vec<_> = files[table.name].iter().map(|row| row["slug"].as_str()).collect();
            assert!(slugs.iter().all(|slug| value::parse_slug(slug).is_ok()), "{}", table.name);
            assert!(slugs.is_sorted_by(|one, two| one < two), "{}", table.name);
        }
    }

    #[test]
    fn every_link_leads_to_a_record_and_no_pair_stands_twice() {
        let (directory, _) = generate(1_000, 3);
        let files = read(directory.path());
        let ids: BTreeSet<String> = TABLES
            .iter()
            .flat_map(|table| {
                files[table.name].iter().map(|row| format!("{}/{}", table.name, row["slug"]))
            })
            .collect();
        for table in TABLES {
            for link in table.links {
                let id = |slug: &str| match link.target {
                    Target::Table(name) => format!("{name}/{slug}"),
                    Target::Any => slug.to_owned(),
                };
                if link.arity == Arity::One {
                    for row in &files[table.name] {
                        let slug = row.get(link.name).map_or("", String::as_str);
                        assert!(!(link.required && slug.is_empty()), "{} {row:?}", link.name);
                        assert!(
                            slug.is_empty() || ids.contains(&id(slug)),
                            "{} {row:?}",
                            link.name
                        );
                        assert!(id(slug) != format!("{}/{}", table.name, row["slug"]), "{row:?}");
                    }
                    continue;
                }
                let Target::Table(target) = link.target else { panic!("{}", link.name) };
                let target = find_table(target).unwrap().1.singular();
                let mut pairs = BTreeSet::new();
                for row in &files[&table.pairs(link)] {
                    let (own, other) = (&row[&table.singular()], &row[&target]);
                    assert!(ids.contains(&format!("{}/{own}", table.name)), "{row:?}");
                    assert!(ids.contains(&id(other)), "{row:?}");
                    assert_eq!(row.contains_key("basis"), link.basis);
                    let role = row.get("role").cloned().unwrap_or_default();
                    let list = link.role.filter(|_| !role.is_empty());
                    assert!(list.is_none_or(|list| list.find(&role).is_some()), "{row:?}");
                    assert!(pairs.insert((own, other, role)), "{row:?}");
                }
            }
        }
    }

    #[test]
    fn every_cell_is_a_value_of_its_column() {
        let (directory, _) = generate(1_000, 4);
        let files = read(directory.path());
        for table in TABLES {
            let mut known = BTreeSet::from(["slug".to_owned()]);
            for column in table.columns {
                let fields = fields(column);
                for row in &files[table.name] {
                    let cells: Vec<&str> = fields
                        .iter()
                        .filter_map(|field| row.get(field))
                        .map(String::as_str)
                        .collect();
                    let filled = cells.iter().any(|cell| !cell.is_empty());
                    assert!(filled || !column.required, "{} {row:?}", column.name);
                    assert!(cells.iter().all(|cell| fits(column, cell)), "{} {row:?}", column.name);
                }
                known.extend(fields);
            }
            known.extend(table.links.iter().map(|link| link.name.to_owned()));
            for field in files[table.name].first().into_iter().flat_map(BTreeMap::keys) {
                assert!(known.contains(field), "{} {field}", table.name);
            }
        }
    }

    fn fields(column: &Column) -> Vec<String> {
        let names =
            |endings: &[&str]| endings.iter().map(|end| format!("{}{end}", column.name)).collect();
        match column.kind {
            Kind::Localised => names(&["_it", "_en", "_fr"]),
            Kind::Money => names(&["", "_currency"]),
            Kind::Point => names(&["_latitude", "_longitude"]),
            _ => names(&[""]),
        }
    }

    fn fits(column: &Column, cell: &str) -> bool {
        let plain = cell.trim() == cell && !cell.starts_with(['=', '@']);
        let fits = match column.kind {
            Kind::Code(list) => list.find(cell).is_some(),
            Kind::Integer => value::parse_integer(cell).is_ok(),
            Kind::Decimal | Kind::Point => cell.parse::<Decimal>().is_ok(),
            Kind::Money => cell.parse::<Decimal>().is_ok() || value::parse_currency(cell).is_ok(),
            Kind::Date => cell.parse::<PartialDate>().is_ok(),
            Kind::Url => value::parse_url(cell).is_ok(),
            Kind::Text | Kind::Localised | Kind::Instant | Kind::Boolean => plain,
        };
        cell.is_empty() || fits
    }

    #[test]
    fn links_are_as_many_as_in_real_data() {
        let (directory, summary) = generate(4_000, 5);
        drop(directory);
        let rows: BTreeMap<_, _> = summary.files.into_iter().collect();
        for (file, least, most) in [
            ("project_countries", 1.4, 1.6),
            ("project_cities", 0.7, 0.9),
            ("project_themes", 1.4, 1.6),
            ("project_sdgs", 1.5, 1.7),
            ("project_organisations", 2.4, 2.6),
            ("budgets", 0.6, 0.8),
            ("observations", 0.15, 0.25),
            ("events", 0.15, 0.25),
            ("citations", 0.25, 0.35),
        ] {
            let average = rows[file] as f64 / 4_000.0;
            assert!((least..=most).contains(&average), "{file}: {average}");
        }
    }

    #[test]
    fn writes_nothing_into_a_folder_that_holds_files() {
        let (directory, _) = generate(0, 1);
        let error = run(&Options { projects: 0, seed: 1 }, directory.path()).unwrap_err();
        assert_eq!(error.code(), "FILE_UNAVAILABLE");
        assert!(error.to_string().contains("not empty"), "{error}");
    }
}
