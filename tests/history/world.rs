//! A small world that changes from revision to revision, by chance that can be repeated.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

/// The slugs that projects can have; few, so that many come back.
const SLUGS: [&str; 12] =
    ["a", "a-1", "a1", "acqua", "b", "orti", "ponte", "ponte-2", "q", "scuola", "x", "z"];

/// The slugs that projects get in place of others, before those, so that they can be parents too.
const NEW: [&str; 8] = ["0", "0-1", "00", "1", "1-acqua", "2", "3", "4"];

const COUNTRIES: [&str; 4] = ["ke", "mz", "ps", "sn"];
const ORGANISATIONS: [&str; 5] = ["aics", "anci", "comune", "ong", "ong-2"];

#[derive(Default, Clone)]
struct Project {
    title: String,
    french: String,
    starts_on: String,
    status: String,
    url: String,
    parent: String,
    /// Countries, each with its basis.
    countries: BTreeMap<&'static str, &'static str>,
    /// Organisations with their roles.
    organisations: BTreeSet<(&'static str, &'static str)>,
    /// An amount and its currency.
    budget: Option<(String, &'static str)>,
}

/// What a folder of files says.
#[derive(Default)]
pub(crate) struct World {
    projects: BTreeMap<&'static str, Project>,
    organisations: BTreeMap<&'static str, String>,
    /// The record that an event is about.
    subject: String,
    french: bool,
    points: bool,
    /// The ids of projects that were given up, each with the one in its place; the last time.
    renames: Vec<(&'static str, &'static str)>,
    /// All of them.
    pub(crate) given_up: BTreeSet<&'static str>,
}

fn one<T: Copy>(random: &mut Rng, list: &[T]) -> T {
    list[random.usize(0..list.len())]
}

impl World {
    /// Changes a few things.
    pub(crate) fn change(&mut self, random: &mut Rng) {
        self.french = random.u8(0..3) == 0;
        self.points = random.u8(0..8) == 0;
        self.rename(random);
        for slug in ORGANISATIONS {
            match random.u8(0..10) {
                0 => {
                    self.organisations.remove(slug);
                }
                1 | 2 => {
                    self.organisations.insert(slug, text(random));
                }
                _ => {}
            }
        }
        for slug in SLUGS {
            match random.u8(0..12) {
                0 | 1 => {
                    self.projects.remove(slug);
                }
                2 => {
                    // Whether it is there or not.
                    self.projects
                        .insert(slug, Project { title: text(random), ..Project::default() });
                }
                3..6 => self.alter(slug, random),
                _ => {}
            }
        }
        if random.u8(0..3) == 0 {
            self.subject = match random.u8(0..3) {
                0 => String::new(),
                1 => format!("projects/{}", one(random, &SLUGS)),
                _ => format!("organisations/{}", one(random, &ORGANISATIONS)),
            };
        }
        for slug in &self.given_up {
            self.projects.remove(slug);
        }
        // A record that has a new id stays for once, so that it has it.
        for (_, new) in &self.renames {
            self.projects.entry(new).or_default();
        }
        self.mend();
    }

    /// Gives a project an id that is free, with all that is linked to it, now and then.
    fn rename(&mut self, random: &mut Rng) {
        self.renames.clear();
        let known = SLUGS.into_iter().chain(NEW);
        let known = known.filter(|slug| !self.given_up.contains(slug));
        let (there, free): (Vec<_>, Vec<_>) =
            known.partition(|slug| self.projects.contains_key(slug));
        if random.u8(0..3) == 0 || there.is_empty() || free.is_empty() {
            return;
        }
        // One that others are linked to, if there is any.
        let parent = |slug: &&&str| self.projects.values().any(|part| part.parent == **slug);
        let old = there.iter().find(parent).copied().unwrap_or_else(|| one(random, &there));
        let new = one(random, &free);
        if let Some(project) = self.projects.remove(old) {
            self.projects.insert(new, project);
        }
        for project in self.projects.values_mut().filter(|project| project.parent == old) {
            new.clone_into(&mut project.parent);
        }
        if self.subject == format!("projects/{old}") {
            self.subject = format!("projects/{new}");
        }
        self.given_up.insert(old);
        self.renames.push((old, new));
    }

    fn alter(&mut self, slug: &'static str, random: &mut Rng) {
        let project = self.projects.entry(slug).or_default();
        for _ in 0..random.u8(1..4) {
            match random.u8(0..9) {
                0 => project.title = text(random),
                1 => {
                    project.starts_on =
                        one(random, &["", "2018", "2018-09", "2018-09-01", "2021-12"]).to_owned();
                }
                2 => project.status = one(random, &["", "1", "2", "3", "4"]).to_owned(),
                3 => {
                    project.url =
                        one(random, &["", "https://example.org/?a=1,2", "http://x.it"]).to_owned();
                }
                4 => project.parent = one(random, &SLUGS).to_owned(),
                5 => {
                    let basis = one(random, &["", "stated", "editorial", "external"]);
                    project.countries.insert(one(random, &COUNTRIES), basis);
                }
                6 => {
                    project.countries.remove(one(random, &COUNTRIES));
                }
                7 => {
                    let pair = (one(random, &ORGANISATIONS), one(random, &["1", "2", "4"]));
                    if !project.organisations.remove(&pair) {
                        project.organisations.insert(pair);
                    }
                }
                _ => {
                    let amount = one(random, &["10", "10.50", "1000000.01", "0.1"]).to_owned();
                    let amount = Some((amount, one(random, &["EUR", "USD"])));
                    project.budget = amount.filter(|_| random.bool());
                }
            }
        }
        project.french = if random.u8(0..6) == 0 { text(random) } else { String::new() };
    }

    /// Leaves nothing that leads to what is not there.
    fn mend(&mut self) {
        let there: BTreeSet<&str> = self.projects.keys().copied().collect();
        for (slug, project) in &mut self.projects {
            if project.title.is_empty() {
                project.title = format!("Progetto {slug}");
            }
            // A parent comes before its parts, so that there is no circle.
            if !there.contains(project.parent.as_str()) || project.parent.as_str() >= *slug {
                project.parent.clear();
            }
            project.organisations.retain(|(slug, _)| self.organisations.contains_key(slug));
        }
        let known = match self.subject.split_once('/') {
            Some(("projects", slug)) => there.contains(slug),
            Some((_, slug)) => self.organisations.contains_key(slug),
            None => true,
        };
        if !known {
            self.subject.clear();
        }
    }

    /// The files.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let point = |at: usize| match (self.points, at) {
            (true, 0) => ["-1.29", "36"],
            _ => ["", ""],
        };
        let countries = COUNTRIES.iter().enumerate().map(|(at, slug)| {
            let code = slug.to_uppercase();
            let [latitude, longitude] = point(at);
            let iso3 = format!("{code}X");
            row(&[slug, &format!("Paese {slug}"), &code, &iso3, latitude, longitude])
        });
        let header = ["slug", "name_it", "iso2", "iso3", "point_latitude", "point_longitude"];
        let countries = file(&header, countries);
        let organisations = self.organisations.iter().map(|(slug, name)| row(&[slug, name]));
        let organisations = file(&["slug", "name_it"], organisations);
        let projects = self.projects.iter().map(|(slug, project)| {
            let Project { title, french, starts_on, status, url, parent, .. } = project;
            let french = if self.french { french.as_str() } else { "" };
            row(&[slug, title, french, starts_on, status, url, parent])
        });
        let header = ["slug", "title_it", "title_fr", "starts_on", "status", "url", "parent"];
        let projects = file(&header, projects);
        let pairs = self.projects.iter().flat_map(|(slug, project)| {
            project.countries.iter().map(move |(to, basis)| row(&[slug, to, basis]))
        });
        let project_countries = file(&["project", "country", "basis"], pairs);
        let pairs = self.projects.iter().flat_map(|(slug, project)| {
            project.organisations.iter().map(move |(to, role)| row(&[slug, to, role]))
        });
        let project_organisations = file(&["project", "organisation", "role"], pairs);
        let budgets = self.projects.iter().filter_map(|(slug, project)| {
            let (amount, currency) = project.budget.as_ref()?;
            Some(row(&[&format!("of-{slug}"), "grant", amount, currency, slug]))
        });
        let header = ["slug", "kind", "amount", "amount_currency", "project"];
        let budgets = file(&header, budgets);
        let event = row(&["inaugurazione", "Inaugurazione", "2020-05", &self.subject]);
        let events = file(&["slug", "title_it", "starts_on", "subject"], [event].into_iter());
        let renames = self
            .renames
            .iter()
            .map(|(old, new)| row(&[&format!("projects/{old}"), &format!("projects/{new}")]));
        let renames = file(&["old_id", "new_id"], renames);
        vec![
            ("renames.csv", renames),
            ("countries.csv", countries),
            ("organisations.csv", organisations),
            ("projects.csv", projects),
            ("project_countries.csv", project_countries),
            ("project_organisations.csv", project_organisations),
            ("budgets.csv", budgets),
            ("events.csv", events),
        ]
    }
}

/// A text that no form of file likes.
fn text(random: &mut Rng) -> String {
    let words =
        ["Acqua", "città", "\"così\"", "a, b", "x\ny", "ponte; strada", "Ελλάδα", "\\n", "😀"];
    let words: Vec<&str> = (0..random.usize(1..4)).map(|_| one(random, &words)).collect();
    format!("T {}", words.join(" "))
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn file(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
