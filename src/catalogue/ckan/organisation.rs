//! The organisation that owns all packages, and the licence of all of them.

use serde_json::{Value, json};

use super::words::name_of;
use super::{id_of, moment};
use crate::catalogue::{Catalogue, agent};
use crate::describe::licence::{self, Licence};

/// The name of the organisation.
pub(super) fn name(catalogue: &Catalogue) -> String {
    name_of(agent::publisher(&catalogue.service).name)
}

/// The id of the organisation.
pub(super) fn id(catalogue: &Catalogue) -> String {
    id_of(&catalogue.id("agent", "publisher"))
}

/// The organisation as packages name it.
pub(super) fn short(catalogue: &Catalogue) -> Value {
    json!({
        "id": id(catalogue),
        "name": name(catalogue),
        "title": agent::publisher(&catalogue.service).name,
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": moment(&catalogue.issued),
        "is_organization": true,
        "approval_status": "approved",
        "state": "active",
    })
}

/// The organisation as lists name it; `with_extras` with what CKAN has no field for.
pub(super) fn listed(catalogue: &Catalogue, with_extras: bool) -> Value {
    let mut organisation = short(catalogue);
    if let Some(fields) = organisation.as_object_mut() {
        let publisher = agent::publisher(&catalogue.service);
        fields.insert("display_name".to_owned(), Value::from(publisher.name));
        fields.insert("image_display_url".to_owned(), Value::from(""));
        fields.insert("num_followers".to_owned(), Value::from(0));
        fields.insert("package_count".to_owned(), Value::from(catalogue.datasets.len()));
        if with_extras {
            let pairs = [
                ("identifier", publisher.identifier),
                ("site", publisher.url.unwrap_or_default().to_owned()),
                ("email", catalogue.email().unwrap_or_default().to_owned()),
            ];
            let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
            let pairs =
                pairs.map(|(key, value)| json!({ "key": key, "value": value, "state": "active" }));
            fields.insert("extras".to_owned(), pairs.collect());
        }
    }
    organisation
}

/// The whole organisation.
pub(super) fn whole(catalogue: &Catalogue) -> Value {
    let mut organisation = listed(catalogue, true);
    if let Some(fields) = organisation.as_object_mut() {
        for name in ["users", "tags", "groups"] {
            fields.insert(name.to_owned(), json!([]));
        }
    }
    organisation
}

/// The licence as packages name it: id, title, address, and whether it is open.
pub(super) fn licence_of(catalogue: &Catalogue) -> [(&'static str, Value); 4] {
    let address = catalogue.licence().unwrap_or_default();
    let (id, title, is_open) = match licence::known(&catalogue.service) {
        Some(known) => (known.ckan_id, title(known), true),
        // An id that a portal does not know would be refused there.
        None => ("notspecified", "License not specified".to_owned(), false),
    };
    [
        ("isopen", Value::from(is_open)),
        ("license_id", Value::from(id)),
        ("license_title", Value::from(title)),
        ("license_url", Value::from(address)),
    ]
}

/// The licences in the form of CKAN's register.
pub(super) fn licences(catalogue: &Catalogue) -> Value {
    let known = licence::known(&catalogue.service);
    let [(_, is_open), (_, id), (_, title), (_, address)] = licence_of(catalogue);
    let conformance = if known.is_some() { "approved" } else { "not reviewed" };
    json!([{
        "id": id,
        "title": title,
        "url": address,
        "status": "active",
        "family": "",
        "maintainer": "",
        "is_generic": known.is_none(),
        "is_okd_compliant": is_open,
        "is_osi_compliant": false,
        "od_conformance": conformance,
        "osd_conformance": "not reviewed",
        "domain_content": false,
        "domain_data": true,
        "domain_software": false,
    }])
}

fn title(licence: &Licence) -> String {
    format!("{} {}", licence.ckan_title.en, licence.version)
}
