//! A dataset as a package of CKAN, and a file as a resource.

use serde_json::{Map, Value, json};

use super::organisation::{self, licence_of};
use super::words::searched;
use super::{Package, bytes, id_of, moment};
use crate::catalogue::dcat::description;
use crate::catalogue::{Catalogue, Dataset, Distribution, agent, vocabulary};

/// The algorithm of the hash of a resource, as RDF names it.
const SHA256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";

/// The package of a dataset.
pub(super) fn of(catalogue: &Catalogue, dataset: &Dataset) -> Package {
    let tags = tags(dataset);
    let title = either(&dataset.title.it, &dataset.title.en).to_owned();
    let notes = either(&dataset.description.it, &dataset.description.en);
    let others = [dataset.title.en.as_str(), &dataset.description.en];
    let keywords = tags.iter().chain(&dataset.keywords_en).map(String::as_str);
    let text = searched([title.as_str(), notes].into_iter().chain(others).chain(keywords));
    Package {
        id: id(catalogue, dataset),
        name: dataset.slug.clone(),
        created: moment(&dataset.issued),
        json: bytes(&package(catalogue, dataset, &tags)),
        text,
        title,
        tags,
    }
}

/// The id of a package.
fn id(catalogue: &Catalogue, dataset: &Dataset) -> String {
    id_of(&catalogue.id("dataset", &dataset.slug))
}

/// The id of a resource.
pub(super) fn resource_id(catalogue: &Catalogue, distribution: &Distribution) -> String {
    id_of(&catalogue.id("distribution", &distribution.slug))
}

/// The keywords in the language of the packages.
fn tags(dataset: &Dataset) -> Vec<String> {
    let [it, en] = [&dataset.keywords_it, &dataset.keywords_en];
    let mut tags = if it.is_empty() { en.clone() } else { it.clone() };
    tags.sort_unstable();
    tags
}

/// A text, or the one that stands for it where it is empty.
fn either<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

fn package(catalogue: &Catalogue, dataset: &Dataset, tags: &[String]) -> Value {
    let contact = catalogue.email().unwrap_or_default();
    let package_id = id(catalogue, dataset);
    let resources: Vec<Value> = (0..dataset.distributions.len())
        .filter_map(|at| resource(catalogue, dataset, at))
        .collect();
    let mut package = Map::new();
    let mut put = |name: &str, value: Value| package.insert(name.to_owned(), value);
    put("id", Value::from(package_id));
    put("name", Value::from(dataset.slug.as_str()));
    put("title", Value::from(either(&dataset.title.it, &dataset.title.en)));
    put("notes", Value::from(either(&dataset.description.it, &dataset.description.en)));
    put("type", Value::from("dataset"));
    put("state", Value::from("active"));
    put("private", Value::from(false));
    for (name, value) in licence_of(catalogue) {
        put(name, value);
    }
    put("author", Value::from(agent::publisher(&catalogue.service).name));
    put("author_email", Value::from(contact));
    put("maintainer", Value::from(catalogue.office()));
    put("maintainer_email", Value::from(contact));
    put("version", Value::from(catalogue.revision.number.to_string()));
    put("url", Value::from(catalogue.page(dataset)));
    put("metadata_created", Value::from(moment(&dataset.issued)));
    put("metadata_modified", Value::from(moment(&catalogue.served_from)));
    put("creator_user_id", Value::Null);
    put("owner_org", Value::from(organisation::id(catalogue)));
    put("organization", organisation::short(catalogue));
    put("groups", json!([]));
    put("num_tags", Value::from(tags.len()));
    put("tags", tags.iter().map(|tag| tag_of(catalogue, tag)).collect());
    put("num_resources", Value::from(resources.len()));
    put("resources", Value::from(resources));
    put("extras", extras(catalogue, dataset));
    put("relationships_as_subject", json!([]));
    put("relationships_as_object", json!([]));
    Value::Object(package)
}

/// A keyword as a tag.
pub(super) fn tag_of(catalogue: &Catalogue, tag: &str) -> Value {
    json!({
        "id": id_of(&catalogue.id("keyword", tag)),
        "name": tag,
        "display_name": tag,
        "state": "active",
        "vocabulary_id": null,
    })
}

/// The resource of a file of a dataset.
pub(super) fn resource(catalogue: &Catalogue, dataset: &Dataset, at: usize) -> Option<Value> {
    let file = dataset.distributions.get(at)?;
    let media_type = file.media_type.split(';').next().unwrap_or_default();
    let hash = file.sha256.as_deref();
    Some(json!({
        "id": resource_id(catalogue, file),
        "package_id": id(catalogue, dataset),
        "url": file.url,
        "name": either(&file.title.it, &file.title.en),
        "description": description(file, &dataset.title).it,
        "format": file.format.to_ascii_uppercase(),
        "mimetype": media_type,
        "mimetype_inner": null,
        "size": file.bytes,
        "hash": hash.unwrap_or_default(),
        "hash_algorithm": hash.map_or("", |_| SHA256),
        "license_type": catalogue.licence().unwrap_or_default(),
        "created": moment(&dataset.issued),
        "last_modified": moment(&catalogue.revision.published_at),
        "metadata_modified": moment(&catalogue.served_from),
        "position": at,
        "state": "active",
        "url_type": null,
        "resource_type": null,
        "cache_url": null,
        "cache_last_updated": null,
    }))
}

/// What CKAN has no field for, as portals of DCAT-AP look for it.
fn extras(catalogue: &Catalogue, dataset: &Dataset) -> Value {
    let settings = &catalogue.service.catalogue;
    let service = &catalogue.service;
    let (publisher, holder) = (agent::publisher(service), agent::holder(service));
    let language = service.languages.first().and_then(|tag| vocabulary::language(tag));
    let address = catalogue.id("dataset", &dataset.slug);
    let theme = |code: &String| json!({ "theme": code, "subthemes": [] });
    let themes = Value::Array(settings.themes.iter().map(theme).collect());
    let day = |at: usize| {
        let (first, last) = dataset.temporal?;
        Some([first, last].get(at)?.to_string())
    };
    let pairs = [
        ("identifier", agent::identifier_of(service, &dataset.slug)),
        ("issued", dataset.issued.clone()),
        ("modified", dataset.modified.clone()),
        ("frequency", settings.frequency.clone()),
        ("theme", if settings.themes.is_empty() { String::new() } else { themes.to_string() }),
        ("holder_name", holder.name.to_owned()),
        ("holder_identifier", holder.identifier),
        ("publisher_name", publisher.name.to_owned()),
        ("publisher_identifier", publisher.identifier),
        ("language", language.map_or("", |language| language.code).to_owned()),
        ("geographical_geonames_url", settings.geonames().unwrap_or_default().to_owned()),
        ("temporal_start", day(0).unwrap_or_default()),
        ("temporal_end", day(1).unwrap_or_default()),
        ("uri", address.clone()),
        ("guid", address),
    ];
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(key, value)| json!({ "key": key, "value": value })).collect()
}
