//! Groups and facets of random small images against a scan of the same records.

use std::collections::{BTreeMap, BTreeSet};

use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::filter::parse::filter;
use opencoop::image::group::{
    Budget, By, GroupCursor, GroupOrder, Measures, Question, Rows, Wanted, dimensions,
    find_dimension,
};
use opencoop::image::links::EdgeData;
use opencoop::image::page::Fingerprint;
use opencoop::image::{Image, Revision};
use opencoop::model::codes::{ACTIVITY_STATUS, BUDGET_KIND, CURRENCIES, DIRECTION, REGION};
use opencoop::model::value::{Decimal, PartialDate};
use opencoop::model::{TABLES, find_table};
use proptest::prelude::*;
use serde_json::json;

/// A record as the reference knows it; links are places in the lists of the world.
#[derive(Debug, Clone, Default)]
struct Record {
    code: Option<usize>,
    starts: Option<PartialDate>,
    ends: Option<PartialDate>,
    officials: Option<i64>,
    amount: Option<(Decimal, usize)>,
    one: Option<usize>,
    links: BTreeMap<&'static str, BTreeSet<usize>>,
}

#[derive(Debug, Clone)]
struct World {
    /// For each country the place of its region in the list.
    countries: Vec<Option<usize>>,
    /// For each city its country.
    cities: Vec<usize>,
    /// For each goal or target what it belongs to; never a later one.
    sdgs: Vec<Option<usize>>,
    /// For each theme the broader one.
    themes: Vec<Option<usize>>,
    projects: Vec<Record>,
    missions: Vec<Record>,
    budgets: Vec<Record>,
}

const SIZES: [(&str, usize); 5] =
    [("countries", 4), ("cities", 5), ("sdgs", 6), ("themes", 6), ("organisations", 3)];

fn date() -> impl Strategy<Value = Option<PartialDate>> {
    let dates = ["2017-12", "2018", "2018-01", "2018-06-15", "2019", "2019-02-28", "2020-02"];
    proptest::option::of(proptest::sample::select(dates.to_vec()))
        .prop_map(|text| text.map(|text| text.parse().unwrap()))
}

fn record() -> impl Strategy<Value = Record> {
    let of = |at: usize| proptest::collection::btree_set(0..SIZES[at].1, 0..3);
    let amount = (-30_i64..4_000, 0_u8..3, 0_usize..3);
    let amount = proptest::option::of(
        amount.prop_map(|(digits, scale, currency)| (Decimal { digits, scale }, currency * 40)),
    );
    (
        proptest::option::of(0_usize..2),
        (date(), date()),
        proptest::option::of(0_i64..5),
        amount,
        proptest::option::of(0_usize..8),
        (of(0), of(1), of(2), of(3), of(4)),
    )
        .prop_map(|(code, (starts, ends), officials, amount, one, links)| {
            let links = [links.0, links.1, links.2, links.3, links.4];
            let links = SIZES.iter().map(|(name, _)| *name).zip(links).collect();
            Record { code, starts, ends, officials, amount, one, links }
        })
}

fn world() -> impl Strategy<Value = World> {
    let tree = || proptest::collection::vec(proptest::option::of(0_usize..6), 6);
    let records = |most| proptest::collection::vec(record(), 0..most);
    (
        proptest::collection::vec(proptest::option::of(0_usize..3), 4),
        proptest::collection::vec(0_usize..4, 5),
        tree(),
        tree(),
        records(24),
        records(16),
        records(24),
    )
        .prop_map(|(countries, cities, sdgs, themes, projects, missions, budgets)| {
            // A theme may be in a circle of themes; that must end too.
            World { countries, cities, sdgs, themes, projects, missions, budgets }
        })
}

fn at(table: &str) -> usize {
    find_table(table).unwrap().0
}

fn slug(table: &str, place: usize) -> String {
    format!("{}-{place:02}", table.strip_suffix('s').unwrap())
}

/// The same records as an image.
fn image_of(world: &World) -> Image {
    let languages = ["en".to_owned()];
    let mut builders: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    let edge = EdgeData::default;
    for (table, count) in SIZES {
        let builder = &mut builders[at(table)];
        let link = |name: &str| TABLES[at(table)].link(name).unwrap().0;
        for place in 0..count {
            let key = place as u32 + 1;
            let row = builder.record(key, &slug(table, place));
            let to = match table {
                "countries" => {
                    let column = TABLES[at(table)].column("region").unwrap().0;
                    if let (Data::Code(_, cells), Some(region)) =
                        (builder.column(column), world.countries[place])
                    {
                        cells.push(row, region as u8 + 1);
                    }
                    None
                }
                "cities" => Some(("country", world.cities[place])),
                "sdgs" => world.sdgs[place].map(|to| ("goal", to)),
                "themes" => world.themes[place].map(|to| ("parent", to)),
                _ => None,
            };
            if let Some((name, to)) = to {
                builder.pair(link(name), 0, key, to as u32 + 1, edge());
            }
        }
    }
    for (table, records, code, one) in [
        ("projects", &world.projects, "status", "parent"),
        ("missions", &world.missions, "direction", "programme"),
        ("budgets", &world.budgets, "kind", "project"),
    ] {
        let (number, described) = find_table(table).unwrap();
        let builder = &mut builders[number];
        let column = |name: &str| described.column(name).map(|(at, _)| at);
        for (place, record) in records.iter().enumerate() {
            let key = place as u32 + 1;
            let row = builder.record(key, &slug(table, place));
            if let (Data::Code(_, cells), Some(code)) =
                (builder.column(column(code).unwrap()), record.code)
            {
                cells.push(row, code as u8 + 1);
            }
            let spans = [
                ("starts_on", "period_from", record.starts),
                ("ends_on", "period_to", record.ends),
            ];
            for (name, other, date) in spans {
                let at = column(name).or_else(|| column(other)).unwrap();
                if let (Data::Date(cells), Some(date)) = (builder.column(at), date) {
                    cells.push(row, date.packed());
                }
            }
            if let (Some(at), Some(officials)) = (column("officials"), record.officials)
                && let Data::Integer(cells) = builder.column(at)
            {
                cells.push(row, officials);
            }
            if let (Some(at), Some((amount, currency))) = (column("amount"), record.amount)
                && let Data::Money(cells, currencies) = builder.column(at)
            {
                cells.push(row, amount);
                currencies.push(row, currency as u8);
            }
            if let Some(to) = record.one.filter(|to| *to < world.projects.len()) {
                builder.pair(described.link(one).unwrap().0, 0, key, to as u32 + 1, edge());
            }
            for (name, targets) in &record.links {
                let Some((link_at, link)) = described.link(name) else { continue };
                for to in targets {
                    let roles = if link.role.is_some() { 2 } else { 1 };
                    for role in 0..roles {
                        // Under two roles it is the same record.
                        let edge = EdgeData::new(None, link.role.map(|_| role));
                        builder.pair(link_at, 0, key, *to as u32 + 1, edge);
                    }
                }
            }
        }
    }
    let revision = Revision { number: 1, published_at: String::new() };
    finish(revision, &languages, builders)
}

/// A place in a tree and all above it.
fn above(tree: &[Option<usize>], from: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut next = Some(from);
    while let Some(place) = next.filter(|place| found.insert(*place)) {
        next = tree[place];
    }
    found
}

impl World {
    fn records(&self, table: &str) -> &[Record] {
        match table {
            "projects" => &self.projects,
            "missions" => &self.missions,
            _ => &self.budgets,
        }
    }

    /// The reference: the values of a record in a dimension.
    fn values(&self, table: &str, record: &Record, dimension: &str) -> BTreeSet<String> {
        let links = |name: &str| record.links.get(name).into_iter().flatten().copied();
        let slugs = |table: &str, places: BTreeSet<usize>| {
            places.into_iter().map(|place| slug(table, place)).collect::<BTreeSet<_>>()
        };
        let countries = || -> BTreeSet<usize> {
            links("countries").chain(links("cities").map(|city| self.cities[city])).collect()
        };
        let one = |text: Option<String>| text.into_iter().collect();
        let code = |list: &opencoop::model::table::CodeList, at: Option<usize>| {
            one(at.map(|at| list.codes[at].code.to_owned()))
        };
        match dimension {
            "status" => code(&ACTIVITY_STATUS, record.code),
            "direction" => code(&DIRECTION, record.code),
            "kind" => code(&BUDGET_KIND, record.code),
            "start_year" | "period_from_year"
                if (table, dimension) != ("missions", "period_from_year") =>
            {
                one(record.starts.map(|date| date.year().to_string()))
            }
            "end_year" | "period_to_year" => one(record.ends.map(|date| date.year().to_string())),
            "start_month" | "period_from_month" => one(record
                .starts
                .and_then(|date| Some(format!("{}-{:02}", date.year(), date.month()?)))),
            "currency" => one(record.amount.map(|(_, currency)| CURRENCIES[currency].to_owned())),
            "parent" | "programme" | "project" => {
                let known = record.one.filter(|to| *to < self.projects.len());
                one(known.map(|to| slug("projects", to)))
            }
            "country" => slugs("countries", countries()),
            "region" => countries()
                .into_iter()
                .filter_map(|country| Some(REGION.codes[self.countries[country]?].code.to_owned()))
                .collect(),
            "city" => slugs("cities", links("cities").collect()),
            "organisation" => slugs("organisations", links("organisations").collect()),
            "sdg" => slugs("sdgs", links("sdgs").flat_map(|at| above(&self.sdgs, at)).collect()),
            "theme" => {
                slugs("themes", links("themes").flat_map(|at| above(&self.themes, at)).collect())
            }
            other => unreachable!("{other}"),
        }
    }

    /// The reference: what some records of a table say together.
    fn says(&self, table: &str, places: &[usize]) -> Said {
        let mut said = Said { count: places.len() as u64, ..Said::default() };
        for place in places {
            let record = &self.records(table)[*place];
            let here = |one: &&Record| one.one == Some(*place);
            let (missions, budgets): (Vec<&Record>, Vec<&Record>) = match table {
                "projects" => (
                    self.missions.iter().filter(here).collect(),
                    self.budgets.iter().filter(here).collect(),
                ),
                "missions" => (vec![record], Vec::new()),
                _ => (Vec::new(), vec![record]),
            };
            for officials in missions.iter().filter_map(|mission| mission.officials) {
                *said.officials.get_or_insert(0) += officials;
            }
            for budget in budgets {
                let Some((amount, currency)) = budget.amount else { continue };
                let kind = budget.code.map_or("", |code| BUDGET_KIND.codes[code].code);
                let sum = said.amounts.entry((kind.to_owned(), CURRENCIES[currency])).or_default();
                sum.0 += i128::from(amount.digits) * 10_i128.pow(4 - u32::from(amount.scale));
                sum.1 += 1;
            }
            for date in [record.starts, record.ends].into_iter().flatten() {
                let (first, last) = (date.first_day(), date.last_day());
                said.first = Some(said.first.map_or(first, |other| other.min(first)));
                said.last = Some(said.last.map_or(last, |other| other.max(last)));
            }
        }
        said
    }
}

/// What a group says, in a form that can be compared.
#[derive(Debug, Default, PartialEq)]
struct Said {
    count: u64,
    officials: Option<i64>,
    amounts: BTreeMap<(String, &'static str), (i128, u64)>,
    first: Option<PartialDate>,
    last: Option<PartialDate>,
}

impl Said {
    fn of(measures: &Measures) -> Self {
        let amounts = measures.amounts.iter().map(|sum| {
            let kind = sum.kind.map_or("", |code| code.code).to_owned();
            let total: Decimal = sum.total.parse().unwrap();
            let total = i128::from(total.digits) * 10_i128.pow(4 - u32::from(total.scale));
            ((kind, sum.currency), (total, sum.count))
        });
        Self {
            count: measures.count,
            officials: measures.sums[0],
            amounts: amounts.collect(),
            first: measures.first_day,
            last: measures.last_day,
        }
    }
}

/// The keys of a group; nothing for no value.
type Keys = Vec<Option<String>>;

/// The reference: the records of each group.
fn scan(world: &World, table: &str, places: &[usize], by: &[&str]) -> BTreeMap<Keys, Vec<usize>> {
    let mut groups: BTreeMap<Keys, Vec<usize>> = BTreeMap::new();
    for place in places {
        let mut keys: Vec<Keys> = vec![Vec::new()];
        for dimension in by {
            let values = world.values(table, &world.records(table)[*place], dimension);
            let values: Vec<Option<String>> =
                if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() };
            keys = keys
                .iter()
                .flat_map(|key| {
                    values.iter().map(|value| [key.clone(), vec![value.clone()]].concat())
                })
                .collect();
        }
        for key in keys {
            groups.entry(key).or_default().push(*place);
        }
    }
    groups
}

const ALL: Wanted = Wanted { sums: true, amounts: true, days: true };

fn budget() -> Budget {
    Budget::new(u64::MAX, u64::MAX)
}

fn dimensions_of(table: &str) -> &'static [&'static str] {
    match table {
        "projects" => &[
            "status",
            "start_year",
            "start_month",
            "end_year",
            "parent",
            "country",
            "region",
            "city",
            "theme",
            "sdg",
            "organisation",
        ],
        "missions" => {
            &["direction", "start_year", "programme", "country", "region", "city", "theme"]
        }
        _ => &["kind", "currency", "period_from_year", "period_from_month", "project"],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn groups_and_facets_are_those_of_a_scan(
        world in world(),
        table in prop_oneof![Just("projects"), Just("missions"), Just("budgets")],
        seeds in proptest::collection::vec(0_usize..100, 1..4),
        kept in proptest::option::of(proptest::collection::btree_set(0_usize..24, 0..16)),
        as_list: bool,
        by in prop_oneof![Just(By::Count), Just(By::Keys), Just(By::Sum(0))],
        descending: bool,
        size in 1_usize..6,
    ) {
        let image = image_of(&world);
        let number = at(table);
        let names = dimensions_of(table);
        let mut wanted: Vec<&str> = Vec::new();
        for seed in seeds {
            let name = names[seed % names.len()];
            if !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let dimension = |name: &&str| find_dimension(number, name).unwrap();
        let places: Vec<usize> = (0..world.records(table).len())
            .filter(|place| kept.as_ref().is_none_or(|kept| kept.contains(place)))
            .collect();
        let slugs: Vec<String> = places.iter().map(|place| slug(table, *place)).collect();
        let bitmap = image.rows(number, &filter(number, &json!({"slug": {"in": slugs}}), "").unwrap());
        let rows = match (&kept, as_list) {
            (None, _) => Rows::All,
            (Some(_), true) => Rows::List(bitmap.iter().collect()),
            (Some(_), false) => Rows::Bitmap(&bitmap),
        };
        let expected = scan(&world, table, &places, &wanted);

        let order = GroupOrder { by, descending };
        let question = Question { by: wanted.iter().map(dimension).collect(), order, wanted: ALL };
        let groups = image.group(number, &rows, &question, &mut budget()).unwrap();
        prop_assert_eq!(groups.len(), expected.len(), "{:?}", wanted);
        prop_assert_eq!(Said::of(&groups.total()), world.says(table, &places));

        // Walked page by page, each group stands once and in order.
        let query = Fingerprint::new(&["test"]);
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let after = cursor.as_deref().map(|text| GroupCursor::parse(text, query, "").unwrap());
            let page = groups.page(size, after.as_ref());
            for place in page.clone() {
                let keys = groups.keys(place);
                let keys: Keys = keys.iter().map(|key| key.id(&image).map(Into::into)).collect();
                found.push((keys, Said::of(&groups.measures(place))));
            }
            if page.end == groups.len() {
                break;
            }
            cursor = Some(groups.cursor(page.end - 1, query));
        }
        prop_assert_eq!(found.len(), expected.len());
        for (keys, said) in &found {
            let records = expected.get(keys);
            prop_assert!(records.is_some(), "{:?} {:?}", wanted, keys);
            prop_assert_eq!(said, &world.says(table, records.unwrap()), "{:?}", keys);
        }
        for pair in found.windows(2) {
            let value = |said: &Said| match by {
                By::Count => Some(said.count as i64),
                By::Keys => None,
                By::Sum(_) => said.officials,
            };
            match (value(&pair[0].1), value(&pair[1].1)) {
                (Some(one), Some(two)) if descending => prop_assert!(one >= two),
                (Some(one), Some(two)) => prop_assert!(one <= two),
                (None, Some(_)) => prop_assert!(false, "a group without a value comes last"),
                _ => {}
            }
            // Codes stand in the order of their lists, all other keys in that of their ids.
            let by_id = !wanted.iter().any(|name| ["direction", "kind", "region"].contains(name));
            if by_id && value(&pair[0].1) == value(&pair[1].1) {
                let parts = pair[0].0.iter().zip(&pair[1].0).find(|(one, two)| one != two);
                let (one, two) = parts.unwrap();
                let is_reversed = descending && by == By::Keys;
                match (one, two) {
                    (Some(one), Some(two)) => prop_assert_eq!(one > two, is_reversed),
                    (one, _) => prop_assert!(one.is_some(), "no value comes last"),
                }
            }
        }

        for name in &wanted {
            let facet = image.facet(number, &rows, dimension(name), 1000, &mut budget()).unwrap();
            let mut expected = scan(&world, table, &places, &[name]);
            let missing = expected.remove(&vec![None]).map_or(0, |places| places.len() as u64);
            prop_assert_eq!(facet.missing, missing);
            prop_assert_eq!(facet.total, expected.len());
            prop_assert!(facet.values.windows(2).all(|pair| pair[0].1 >= pair[1].1));
            for (key, count) in &facet.values {
                let id = key.id(&image).map(Into::into);
                prop_assert_eq!(*count, expected[&vec![id]].len() as u64, "{}", name);
            }
            let few = image.facet(number, &rows, dimension(name), 1, &mut budget()).unwrap();
            prop_assert_eq!(few.values.first(), facet.values.first());
            prop_assert_eq!((few.total, few.values.len()), (facet.total, facet.total.min(1)));
        }
    }
}

#[test]
fn budgets_of_pairs_and_groups_end_where_they_say() {
    let record = |place: usize| Record {
        code: Some(place % 2),
        links: BTreeMap::from([
            ("countries", BTreeSet::from([0, 1])),
            ("sdgs", BTreeSet::from([0, 1, 2])),
        ]),
        ..Record::default()
    };
    let world = World {
        countries: vec![None; 4],
        cities: vec![0; 5],
        sdgs: vec![None; 6],
        themes: vec![None; 6],
        projects: (0..2_500).map(record).collect(),
        missions: Vec::new(),
        budgets: Vec::new(),
    };
    let image = image_of(&world);
    let by: Vec<usize> =
        ["status", "country", "sdg"].iter().map(|name| find_dimension(0, name).unwrap()).collect();
    let question = Question { by, order: GroupOrder::default(), wanted: Wanted::default() };
    assert_eq!(image.pairs_to_group(0, 2_500, &question.by), 15_000);
    for (pairs, groups, is_enough) in
        [(15_000, 12, true), (14_999, 12, false), (15_001, 13, true), (15_000, 11, false)]
    {
        let mut budget = Budget::new(pairs, groups);
        let made = image.group(0, &Rows::All, &question, &mut budget);
        assert_eq!(made.is_ok(), is_enough, "{pairs} {groups}");
    }
    assert!(dimensions(0).len() > 5);
}
