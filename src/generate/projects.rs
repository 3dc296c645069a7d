//! Projects with all that belongs to them: links, budgets, figures, events, citations.

use std::collections::BTreeSet;

use super::files::Files;
use super::random::Random;
use super::world::{World, basis, reference, slug};
use crate::error::Result;

/// Months are counted from the year 0. The status of a project is that of this one.
const PRESENT: u64 = 2026 * 12 + 10;
const FIRST_START: u64 = 1995 * 12;
const LAST_START: u64 = 2028 * 12 + 11;
const LAST_END: u64 = 2030 * 12 + 11;

/// Every so many projects one is a programme that others belong to.
const PROGRAMME_EVERY: u64 = 50;

/// What the rows about one project share.
struct Project<'a> {
    world: &'a World,
    random: Random,
    slug: String,
    /// Its name in `subject`.
    id: String,
    /// The goal that its texts are about.
    goal: &'a str,
    /// The place that its texts name.
    place: String,
    cities: BTreeSet<u64>,
    starts: u64,
    ends: u64,
}

/// Writes all projects.
pub(super) fn write(world: &World, files: &mut Files) -> Result<()> {
    for index in 0..world.projects {
        let mut project = Project::draw(world, index);
        project.write_row(index, files)?;
        project.write_places(files)?;
        project.write_subjects(files)?;
        project.write_organisations(files)?;
        project.write_budgets(files)?;
        project.write_observations(files)?;
        project.write_events(files)?;
        project.write_citations(files)?;
    }
    Ok(())
}

impl<'a> Project<'a> {
    fn draw(world: &'a World, index: u64) -> Self {
        let mut random = world.random("projects", index);
        let slug = slug("project", index);
        let count = random.weighted(&[40, 45, 10, 5]);
        let cities = random.distinct(count, |random| random.zipf(world.cities));
        let place = match cities.first() {
            Some(city) => world.city_name(*city),
            None => random.name(),
        };
        // The later of two draws: recent projects are better known.
        let mut start = || random.below(LAST_START - FIRST_START + 1);
        let starts = FIRST_START + start().max(start());
        let ends = (starts + 3 + random.below(58)).min(LAST_END);
        let goal = reference(&world.phrases.goals, &mut random);
        Self {
            world,
            id: format!("projects/{slug}"),
            slug,
            goal,
            place,
            cities,
            starts,
            ends,
            random,
        }
    }

    fn status(&mut self) -> &'static str {
        if self.starts > PRESENT {
            "1"
        } else if self.ends >= PRESENT {
            self.random.word(&["2", "2", "2", "2", "3", "6"])
        } else {
            self.random.word(&["4", "4", "4", "4", "4", "4", "4", "4", "5", ""])
        }
    }

    fn write_row(&mut self, index: u64, files: &mut Files) -> Result<()> {
        let phrases = &self.world.phrases;
        let status = self.status();
        let random = &mut self.random;
        let title = phrases.title(self.goal, &self.place, random);
        let summary = phrases.summary(self.goal, &self.place, random);
        let acronym = random.chance(35).then(|| random.name().to_uppercase());
        let starts = random.chance(90).then(|| random.date(self.starts));
        let ends = random.chance(80).then(|| random.date(self.ends));
        let page = random.chance(60).then(|| format!("https://projects.example.org/{}", index + 1));
        let caveat = random.chance(3).then(|| phrases.text("caveat", &self.place, random));
        // Programmes have no parent and stand before their parts, so that no circle can arise.
        let in_programme = !index.is_multiple_of(PROGRAMME_EVERY) && random.chance(5);
        let parent = in_programme
            .then(|| slug("project", random.below(index) / PROGRAMME_EVERY * PROGRAMME_EVERY));
        files
            .row("projects", &self.slug)?
            .text("title", &title)
            .set_some("acronym", acronym.as_deref())
            .text("summary", &summary)
            .set("status", status)
            .set_some("starts_on", starts.as_deref())
            .set_some("ends_on", ends.as_deref())
            .set_some("url", page.as_deref())
            .text("caveat", &caveat.unwrap_or_default())
            .set_some("parent", parent.as_deref())
            .end()
    }

    fn write_places(&mut self, files: &mut Files) -> Result<()> {
        let (world, random) = (self.world, &mut self.random);
        let of_cities = self.cities.iter().filter_map(|city| world.city_country(*city));
        let mut countries: BTreeSet<&str> =
            of_cities.map(|country| country.slug.as_str()).collect();
        let wanted = random.weighted(&[7, 70, 16, 5, 2]);
        while countries.len() < wanted {
            countries.insert(world.country(random));
        }
        for country in countries {
            files.pair("project_countries", &[&self.slug, country, basis(random)])?;
        }
        for city in &self.cities {
            files.pair("project_cities", &[&self.slug, &slug("city", *city), basis(random)])?;
        }
        Ok(())
    }

    fn write_subjects(&mut self, files: &mut Files) -> Result<()> {
        let (world, random) = (self.world, &mut self.random);
        let count = random.weighted(&[5, 55, 28, 9, 3]);
        for theme in random.distinct(count, |random| reference(&world.themes, random)) {
            files.pair("project_themes", &[&self.slug, theme, basis(random)])?;
        }
        let count = random.weighted(&[8, 50, 25, 10, 5, 2]);
        let mut goals = random.distinct(count.saturating_sub(1), |random| {
            let list = if random.chance(75) { &world.goals } else { &world.targets };
            reference(list, random)
        });
        if count > 0 {
            goals.insert(self.goal);
        }
        for goal in goals {
            files.pair("project_sdgs", &[&self.slug, goal, basis(random)])?;
        }
        Ok(())
    }

    fn write_organisations(&mut self, files: &mut Files) -> Result<()> {
        let (world, random) = (self.world, &mut self.random);
        let count = random.weighted(&[3, 22, 30, 25, 12, 5, 2, 1]);
        let parties =
            random.distinct(count, |random| match random.weighted(&[25, 15, 5, 40, 15]) {
                0 => (world.funder(random), "1"),
                1 => (world.organisation(random), "2"),
                2 => (world.funder(random), "3"),
                3 => (world.organisation(random), "4"),
                _ => (world.organisation(random), ""),
            });
        for (organisation, role) in parties {
            files.pair("project_organisations", &[&self.slug, &organisation, role])?;
        }
        if random.chance(2) {
            let agreement = slug("agreement", random.zipf(world.agreements));
            files.pair("project_agreements", &[&self.slug, &agreement])?;
        }
        Ok(())
    }

    fn write_budgets(&mut self, files: &mut Files) -> Result<()> {
        const KINDS: [&str; 3] = ["total", "grant", "co-financing"];
        const OTHERS: [&str; 6] = ["GBP", "KES", "MAD", "MZN", "SEK", "TND"];
        let random = &mut self.random;
        let count = random.weighted(&[48, 36, 12, 4]);
        for (number, kind) in (1..).zip(KINDS).take(count) {
            let currency = match random.weighted(&[85, 7, 3, 5]) {
                0 => "EUR",
                1 => "USD",
                2 => "CHF",
                _ => random.word(&OTHERS),
            };
            let funder = (kind == "grant" || random.chance(20)).then(|| self.world.funder(random));
            let period =
                random.chance(40).then(|| (random.date(self.starts), random.date(self.ends)));
            files
                .row("budgets", &format!("budget-{}-{number}", self.slug))?
                .set("kind", kind)
                .set("amount", &random.amount())
                .set("amount_currency", currency)
                .set_some("period_from", period.as_ref().map(|(from, _)| from.as_str()))
                .set_some("period_to", period.as_ref().map(|(_, to)| to.as_str()))
                .set("project", &self.slug)
                .set_some("funder", funder.as_deref())
                .end()?;
        }
        Ok(())
    }

    fn write_observations(&mut self, files: &mut Files) -> Result<()> {
        const QUALIFIERS: [&str; 6] = ["", "exact", "about", "more_than", "at_least", "target"];
        let (phrases, random) = (&self.world.phrases, &mut self.random);
        for number in 1..=random.weighted(&[85, 11, 3, 1]) {
            let (unit, indicator) = phrases.draw("indicator", &self.place, random);
            let value = (random.below(990) + 10) * 10_u64.pow(random.below(3) as u32);
            let fraction = if unit == "hectares" { ".5" } else { "" };
            files
                .row("observations", &format!("observation-{}-{number}", self.slug))?
                .text("indicator", &indicator)
                .set("value", &format!("{value}{fraction}"))
                .text("unit", &phrases.text(&format!("unit/{unit}"), &self.place, random))
                .set("qualifier", QUALIFIERS[random.weighted(&[30, 30, 15, 10, 5, 10])])
                .set("period_from", &random.date(self.starts))
                .set("period_to", &random.date(self.ends))
                .set("subject", &self.id)
                .end()?;
        }
        Ok(())
    }

    fn write_events(&mut self, files: &mut Files) -> Result<()> {
        let random = &mut self.random;
        for number in 1..=random.weighted(&[85, 11, 3, 1]) {
            let title = self.world.phrases.text("event", &self.place, random);
            let month = self.starts + random.below(self.ends - self.starts);
            files
                .row("events", &format!("event-{}-{number}", self.slug))?
                .text("title", &title)
                .set("starts_on", &random.date(month))
                .set("subject", &self.id)
                .end()?;
        }
        Ok(())
    }

    fn write_citations(&mut self, files: &mut Files) -> Result<()> {
        const FIELDS: [&str; 5] = ["", "status", "starts_on", "countries", "organisations"];
        let random = &mut self.random;
        for number in 1..=random.weighted(&[76, 18, 5, 1]) {
            let source = slug("source", random.zipf(self.world.sources));
            files
                .row("citations", &format!("citation-{}-{number}", self.slug))?
                .set("field", FIELDS[random.weighted(&[60, 10, 10, 10, 10])])
                .set("locator", &format!("p. {}", random.below(80) + 1))
                .set("basis", basis(random))
                .set("subject", &self.id)
                .set("source", &source)
                .end()?;
        }
        Ok(())
    }
}
