//! What a generated data set knows of itself: how many records of each sort, and the countries,
//! goals and themes of the seeds.

use super::Options;
use super::phrases::Phrases;
use super::random::Random;
use crate::error::{Error, Result};

/// The files of the seeds that every data set carries unchanged.
pub(super) const REFERENCE: &[(&str, &str)] = &[
    ("countries", include_str!("../../seeds/countries.csv")),
    ("sdgs", include_str!("../../seeds/sdgs.csv")),
    ("themes", include_str!("../../seeds/themes.csv")),
    ("theme_sdgs", include_str!("../../seeds/theme_sdgs.csv")),
];

/// The basis of a statement, most often that a source says so.
const BASES: [&str; 3] = ["stated", "editorial", "external"];

/// One of the countries of the seeds.
#[derive(Debug)]
pub(super) struct Country {
    /// The slug.
    pub(super) slug: String,
    /// Latitude and longitude, where known.
    pub(super) point: Option<(f64, f64)>,
}

/// The plan of a data set.
#[derive(Debug)]
pub(super) struct World {
    seed: u64,
    /// The vocabulary.
    pub(super) phrases: Phrases,
    /// All countries.
    pub(super) countries: Vec<Country>,
    /// The slugs of the goals.
    pub(super) goals: Vec<String>,
    /// The slugs of the targets.
    pub(super) targets: Vec<String>,
    /// The slugs of the themes.
    pub(super) themes: Vec<String>,
    /// How many projects.
    pub(super) projects: u64,
    /// How many missions.
    pub(super) missions: u64,
    /// How many cities.
    pub(super) cities: u64,
    /// How many organisations.
    pub(super) organisations: u64,
    /// How many agreements.
    pub(super) agreements: u64,
    /// How many networks.
    pub(super) networks: u64,
    /// How many services.
    pub(super) services: u64,
    /// How many sources.
    pub(super) sources: u64,
}

impl World {
    /// The plan for these options.
    pub(super) fn new(options: Options) -> Result<Self> {
        let Options { projects, seed } = options;
        let (goals, targets) = slugs("sdgs")?.into_iter().partition(|slug| !slug.contains('-'));
        Ok(Self {
            seed,
            phrases: Phrases::read()?,
            countries: countries()?,
            goals,
            targets,
            themes: slugs("themes")?,
            projects,
            missions: projects / 20,
            cities: (projects / 500).max(50),
            organisations: (projects / 20).max(60),
            agreements: projects / 200 + 5,
            networks: projects / 1_000 + 3,
            services: projects / 500 + 5,
            sources: projects / 50 + 5,
        })
    }

    /// The draws for a record.
    pub(super) fn random(&self, table: &str, index: u64) -> Random {
        Random::at(self.seed, table, index)
    }

    /// The name of a city, which texts about it use too.
    pub(super) fn city_name(&self, city: u64) -> String {
        self.random("city names", city).name()
    }

    /// The country of a city.
    pub(super) fn city_country(&self, city: u64) -> Option<&Country> {
        let country = self.random("city countries", city).zipf(self.countries.len() as u64);
        self.countries.get(country as usize)
    }

    /// The slug of one of the countries.
    pub(super) fn country(&self, random: &mut Random) -> &str {
        let country = random.zipf(self.countries.len() as u64);
        self.countries.get(country as usize).map_or("", |country| &country.slug)
    }

    /// The slug of one of the organisations.
    pub(super) fn organisation(&self, random: &mut Random) -> String {
        slug("organisation", random.zipf(self.organisations))
    }

    /// The slug of one of the organisations that give money.
    pub(super) fn funder(&self, random: &mut Random) -> String {
        let funders = self.organisations.div_ceil(FUNDER_EVERY);
        slug("organisation", random.zipf(funders) * FUNDER_EVERY)
    }
}

/// Among this many organisations one gives money.
const FUNDER_EVERY: u64 = 20;

/// Whether an organisation gives money.
pub(super) const fn is_funder(organisation: u64) -> bool {
    organisation.is_multiple_of(FUNDER_EVERY)
}

/// The slug of a generated record; digits enough to keep the order of the numbers.
pub(super) fn slug(one: &str, index: u64) -> String {
    format!("{one}-{:07}", index + 1)
}

/// One of the slugs of a list of the seeds, used as Zipf's law says.
pub(super) fn reference<'a>(list: &'a [String], random: &mut Random) -> &'a str {
    list.get(random.zipf(list.len() as u64) as usize).map_or("", String::as_str)
}

/// A basis, as likely as in real data.
pub(super) fn basis(random: &mut Random) -> &'static str {
    BASES[random.weighted(&[70, 20, 10])]
}

fn reference_rows(name: &str) -> Result<(csv::StringRecord, Vec<csv::StringRecord>)> {
    let file = REFERENCE.iter().find(|(table, _)| *table == name).map_or("", |(_, file)| file);
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let header = reader.headers().map_err(Error::internal)?.clone();
    let rows = reader.records().collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
    Ok((header, rows))
}

fn slugs(name: &str) -> Result<Vec<String>> {
    let (_, rows) = reference_rows(name)?;
    Ok(rows.iter().filter_map(|row| row.get(0)).map(str::to_owned).collect())
}

fn countries() -> Result<Vec<Country>> {
    let (header, rows) = reference_rows("countries")?;
    let degrees = |row: &csv::StringRecord, name: &str| {
        row.get(header.iter().position(|field| field == name)?)?.parse::<f64>().ok()
    };
    let country = |row: &csv::StringRecord| {
        let point = degrees(row, "point_latitude").zip(degrees(row, "point_longitude"));
        Some(Country { slug: row.get(0)?.to_owned(), point })
    };
    Ok(rows.iter().filter_map(country).collect())
}
