//! Cities, and the missions of officials to and from them.

use std::collections::BTreeSet;

use super::files::Files;
use super::world::{World, reference, slug};
use crate::error::Result;

pub(super) fn write_cities(world: &World, files: &mut Files) -> Result<()> {
    const KINDS: [&str; 4] = ["city", "municipality", "district", "province"];
    for city in 0..world.cities {
        let mut random = world.random("cities", city);
        let name = world.city_name(city);
        let country = world.city_country(city);
        let point = country.and_then(|country| country.point).map(|(latitude, longitude)| {
            let mut near = |degrees: f64, limit: f64| {
                let away = (random.below(40_000) as f64 - 20_000.0) / 10_000.0;
                format!("{:.4}", (degrees + away).clamp(-limit, limit))
            };
            (near(latitude, 90.0), near(longitude, 180.0))
        });
        let summary = world.phrases.text("city", &name, &mut random);
        let page = random.chance(30).then(|| format!("https://city-{}.example.org/", city + 1));
        files
            .row("cities", &slug("city", city))?
            .set("name_it", &name)
            .set("name_en", &name)
            .text("summary", &summary)
            .set("kind", KINDS[random.weighted(&[60, 25, 10, 5])])
            .set_some("point_latitude", point.as_ref().map(|(latitude, _)| latitude.as_str()))
            .set_some("point_longitude", point.as_ref().map(|(_, longitude)| longitude.as_str()))
            .set_some("url", page.as_deref())
            .set("country", country.map_or("", |country| &country.slug))
            .end()?;
    }
    Ok(())
}

pub(super) fn write_missions(world: &World, files: &mut Files) -> Result<()> {
    const FIRST_MONTH: u64 = 2009 * 12;
    const MONTHS: u64 = 13 * 12;
    const ERA_MONTHS: u64 = 48;
    for mission in 0..world.missions {
        let mut random = world.random("missions", mission);
        let own = slug("mission", mission);
        let direction = if random.chance(60) { "outbound" } else { "inbound" };
        let count = 1 + random.weighted(&[85, 15]);
        let cities = random.distinct(count, |random| random.zipf(world.cities));
        let place = cities.first().map(|city| world.city_name(*city)).unwrap_or_default();
        let month = FIRST_MONTH + random.below(MONTHS);
        let dated = random.chance(60);
        let date = random.date(month);
        let later = random.date(month + if dated { 1 } else { ERA_MONTHS });
        let officials = (1 + random.below(6)).to_string();
        let title = world.phrases.text(direction, &place, &mut random);
        let summary = world.phrases.text("mission", &place, &mut random);
        let programme = random.chance(80).then(|| slug("project", random.zipf(world.projects)));
        let mut row = files
            .row("missions", &own)?
            .text("title", &title)
            .text("summary", &summary)
            .set("direction", direction)
            .set_some("officials", random.chance(90).then_some(officials.as_str()));
        row = if dated {
            row.set("starts_on", &date).set("ends_on", &later)
        } else {
            row.set("period_from", &date).set("period_to", &later)
        };
        row.set_some("programme", programme.as_deref()).end()?;

        let countries = cities.iter().filter_map(|city| world.city_country(*city));
        for country in countries.map(|country| &country.slug).collect::<BTreeSet<_>>() {
            files.pair("mission_countries", &[&own, country])?;
        }
        for city in cities {
            files.pair("mission_cities", &[&own, &slug("city", city)])?;
        }
        let count = 1 + random.weighted(&[60, 30, 10]);
        for theme in random.distinct(count, |random| reference(&world.themes, random)) {
            files.pair("mission_themes", &[&own, theme])?;
        }
    }
    Ok(())
}
