//! Organisations, and what they have agreed, founded, run and published.

use super::files::Files;
use super::random::Random;
use super::world::{World, is_funder, reference, slug};
use crate::error::Result;

/// Months from the year 0 to where records of bodies begin, and how many follow.
const FIRST_MONTH: u64 = 1995 * 12;
const MONTHS: u64 = 31 * 12;

const ROLES: [&str; 5] = ["", "1", "2", "3", "4"];

fn month(random: &mut Random) -> u64 {
    FIRST_MONTH + random.below(MONTHS)
}

/// The slugs of some organisations in their order, each with a role where it is known.
fn parties(world: &World, random: &mut Random, weights: &[u64]) -> Vec<(String, &'static str)> {
    let count = random.weighted(weights);
    let found = random.distinct(count, |random| world.organisation(random));
    found.into_iter().map(|slug| (slug, ROLES[random.weighted(&[20, 15, 20, 5, 40])])).collect()
}

pub(super) fn write_organisations(world: &World, files: &mut Files) -> Result<()> {
    for organisation in 0..world.organisations {
        let mut random = world.random("organisations", organisation);
        let own = slug("organisation", organisation);
        let seat = random.chance(70).then(|| random.zipf(world.cities));
        let place = match seat {
            Some(city) if random.chance(40) => world.city_name(city),
            _ => random.name(),
        };
        let part = if is_funder(organisation) { "funder" } else { "organisation" };
        let (kind, name) = world.phrases.draw(part, &place, &mut random);
        let about = world.phrases.text("about", &place, &mut random);
        let country = match seat {
            Some(city) => world.city_country(city).map(|country| country.slug.as_str()),
            None => random.chance(80).then(|| world.country(&mut random)),
        };
        // Units belong to an earlier organisation, so that no circle can arise.
        let parent = (organisation > 0 && random.chance(3))
            .then(|| slug("organisation", random.below(organisation)));
        let acronym = random.chance(25).then(|| random.name().to_uppercase());
        let page = random.chance(50).then(|| format!("https://{own}.example.org/"));
        files
            .row("organisations", &own)?
            .text("name", &name)
            .set_some("acronym", acronym.as_deref())
            .text("summary", &about)
            .set("type", kind)
            .set_some("identifier", random.chance(20).then_some(&format!("XI-GEN-{organisation}")))
            .set_some("url", page.as_deref())
            .set_some("country", country)
            .set_some("city", seat.map(|city| slug("city", city)).as_deref())
            .set_some("parent", parent.as_deref())
            .end()?;
    }
    Ok(())
}

pub(super) fn write_agreements(world: &World, files: &mut Files) -> Result<()> {
    for agreement in 0..world.agreements {
        let mut random = world.random("agreements", agreement);
        let own = slug("agreement", agreement);
        let place = world.city_name(random.zipf(world.cities));
        let (kind, title) = world.phrases.draw("agreement", &place, &mut random);
        let summary = world.phrases.text("act", &place, &mut random);
        let number = random.chance(50).then(|| (random.below(3_000) + 1).to_string());
        let month = month(&mut random);
        files
            .row("agreements", &own)?
            .text("title", &title)
            .text("summary", &summary)
            .set("kind", kind)
            .set_some("number", number.as_deref())
            .set("signed_on", &random.date(month))
            .end()?;
        for (organisation, role) in parties(world, &mut random, &[10, 30, 40, 20]) {
            files.pair("agreement_organisations", &[&own, &organisation, role])?;
        }
    }
    Ok(())
}

pub(super) fn write_networks(world: &World, files: &mut Files) -> Result<()> {
    for network in 0..world.networks {
        let mut random = world.random("networks", network);
        let own = slug("network", network);
        let place = random.name();
        let (kind, name) = world.phrases.draw("network", &place, &mut random);
        let summary = world.phrases.text("alliance", &place, &mut random);
        let month = month(&mut random);
        let joined = random.chance(60).then(|| random.date(month + 12));
        files
            .row("networks", &own)?
            .text("name", &name)
            .text("summary", &summary)
            .set("kind", kind)
            .set("founded_on", &random.date(month))
            .set_some("joined_on", joined.as_deref())
            .end()?;
        for (organisation, _) in parties(world, &mut random, &[5, 20, 25, 25, 15, 10]) {
            files.pair("network_organisations", &[&own, &organisation])?;
        }
    }
    Ok(())
}

pub(super) fn write_services(world: &World, files: &mut Files) -> Result<()> {
    for service in 0..world.services {
        let mut random = world.random("services", service);
        let own = slug("service", service);
        let place = random.name();
        let (kind, name) = world.phrases.draw("service", &place, &mut random);
        let summary = world.phrases.text("offer", &place, &mut random);
        let month = month(&mut random);
        let closed = random.chance(20).then(|| random.date(month + 24));
        files
            .row("services", &own)?
            .text("name", &name)
            .text("summary", &summary)
            .set("kind", kind)
            .set("opened_on", &random.date(month))
            .set_some("closed_on", closed.as_deref())
            .end()?;
        for (organisation, role) in parties(world, &mut random, &[10, 60, 30]) {
            files.pair("service_organisations", &[&own, &organisation, role])?;
        }
        files.pair("service_cities", &[&own, &slug("city", random.zipf(world.cities))])?;
        files.pair("service_themes", &[&own, reference(&world.themes, &mut random)])?;
    }
    Ok(())
}

pub(super) fn write_sources(world: &World, files: &mut Files) -> Result<()> {
    const LANGUAGES: [&str; 4] = ["it", "en", "fr", "pt"];
    for source in 0..world.sources {
        let mut random = world.random("sources", source);
        let own = slug("source", source);
        let place = world.city_name(random.zipf(world.cities));
        let title = world.phrases.text("source", &place, &mut random);
        let publisher = world.phrases.text("organisation", &random.name(), &mut random);
        let updated = month(&mut random);
        files
            .row("sources", &own)?
            .text("title", &title)
            .set("publisher", &publisher.it)
            .set("language", LANGUAGES[random.weighted(&[60, 30, 7, 3])])
            .set("updated_on", &random.date(updated))
            .set("retrieved_on", "2026-11-21")
            .set_some("licence", random.chance(15).then_some("CC BY 4.0"))
            .set("url", &format!("https://sources.example.org/{}", source + 1))
            .end()?;
    }
    Ok(())
}
