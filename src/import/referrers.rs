//! Links that an import would break: records that go out while others, of which the import gives
//! no file, are linked to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::error::Result;
use crate::model::table::Target;
use crate::model::{TABLES, back_links};
use crate::store::layout::{PairTable, data_fields};
use crate::store::write::Writer;

use super::files::{Content, Source};
use super::finding::{Finding, Located};
use super::keys::Keys;
use super::survey::Survey;

/// Everything that the import would break.
pub(super) async fn find(
    writer: &mut Writer,
    sources: &[Source],
    survey: &Survey,
    keys: &Keys,
) -> Result<Vec<Located>> {
    let mut broken = Vec::new();
    for source in sources {
        let Content::Records(at) = source.content else { continue };
        if survey.unreadable.contains(&at) {
            continue;
        }
        let removed: HashMap<u32, &str> =
            keys.table(at).removed().map(|(slug, known)| (known.key, slug)).collect();
        if removed.is_empty() {
            continue;
        }
        for back in back_links(at) {
            let owner = &TABLES[back.from];
            // Links that the files give were checked with the files.
            let given = survey.links.contains(&(back.from, back.at));
            if given {
                continue;
            }
            let pairs = match PairTable::of(owner, back.link) {
                Some(pairs) => pair_ends(writer, &pairs).await?,
                None => single_ends(writer, back.from, back.at, at).await?,
            };
            let staying: HashSet<u32> = keys.table(back.from).remaining().collect();
            let mut from_of: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
            for (from, to) in pairs.into_iter().filter(|(from, _)| staying.contains(from)) {
                if let Some(slug) = removed.get(&to) {
                    from_of.entry(slug).or_default().insert(from);
                }
            }
            if from_of.is_empty() {
                continue;
            }
            let names = keys.table(back.from).slugs();
            broken.extend(from_of.into_iter().map(|(slug, from)| {
                let first = from.iter().filter_map(|key| names.get(key)).min();
                let from_id = format!("{}/{}", owner.name, first.copied().unwrap_or_default());
                let more = from.len().saturating_sub(1);
                Located {
                    file: source.name.clone(),
                    line: None,
                    column: Some("slug".to_owned()),
                    value: Some(slug.to_owned()),
                    finding: Finding::LinkBroken { from: from_id, more },
                    record: None,
                }
            }));
        }
    }
    broken.sort_by(|one, two| (&one.file, &one.value).cmp(&(&two.file, &two.value)));
    Ok(broken)
}

async fn pair_ends(writer: &mut Writer, pairs: &PairTable) -> Result<Vec<(u32, u32)>> {
    let mut ends = Vec::new();
    writer
        .existing_pairs(pairs, |pair| {
            ends.push((pair.from, pair.to));
            Ok(())
        })
        .await?;
    Ok(ends)
}

async fn single_ends(
    writer: &mut Writer,
    owner: usize,
    link_at: usize,
    target: usize,
) -> Result<Vec<(u32, u32)>> {
    let table = &TABLES[owner];
    let link = &table.links[link_at];
    let fields = data_fields(table);
    let place = |name: String| fields.iter().position(|field| field.name == name);
    let id = place(format!("{}_id", link.name));
    let of = place(format!("{}_table", link.name)).filter(|_| link.target == Target::Any);
    let mut ends = Vec::new();
    writer
        .all_texts(table, |key, texts| {
            let text = |at: Option<usize>| at.and_then(|at| texts.get(at)).copied();
            let leads_there = of.is_none() || text(of) == Some(TABLES[target].name);
            if let (true, Some(Ok(to))) = (leads_there, text(id).map(str::parse)) {
                ends.push((key, to));
            }
        })
        .await?;
    Ok(ends)
}
