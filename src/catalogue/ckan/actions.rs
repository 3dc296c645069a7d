//! The actions: what can be asked, and what is answered.

use serde_json::{Value, json};

use super::words::fold;
use super::{Ckan, Parameters, VERSION, bytes, missing, organisation, package, search};
use crate::error::{Error, Result};

/// An action.
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// What it answers, as a sentence.
    pub doc: &'static str,
    /// Its parameters.
    pub parameters: &'static [&'static str],
    answer: fn(&Ckan, &Parameters) -> Result<Vec<u8>>,
}

/// All actions.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "status_show",
        doc: "What this catalogue is, and which version of CKAN it answers like.",
        parameters: &[],
        answer: |ckan, _| Ok(status(ckan)),
    },
    Action {
        name: "package_list",
        doc: "The names of the datasets, sorted.",
        parameters: &["limit", "offset"],
        answer: package_list,
    },
    Action {
        name: "package_show",
        doc: "A dataset, by its name or its id.",
        parameters: &["id"],
        answer: package_show,
    },
    Action {
        name: "package_search",
        doc: "Datasets page by page: 10 rows unless said otherwise, 1000 at most. `q` and `fq` take \
              `metadata_modified:[A TO *]`, `organization:x`, `-organization:x`, `groups:x`, with \
              spaces, `AND`, `OR` and brackets; `q` also words of title, description and tags. What \
              is not understood is ignored. `sort` takes `id`, `name`, `title`, `metadata_created` \
              and `metadata_modified` with `asc` or `desc`.",
        parameters: &["q", "fq", "fq_list", "rows", "start", "sort"],
        answer: search::search,
    },
    Action {
        name: "current_package_list_with_resources",
        doc: "The datasets with their files, by name.",
        parameters: &["limit", "offset"],
        answer: current_package_list_with_resources,
    },
    Action {
        name: "resource_show",
        doc: "A file of a dataset, by its id.",
        parameters: &["id"],
        answer: resource_show,
    },
    Action {
        name: "organization_list",
        doc: "The publisher: its name, or with `all_fields` all that is known of it.",
        parameters: &["all_fields", "include_extras", "limit", "offset"],
        answer: organization_list,
    },
    Action {
        name: "organization_show",
        doc: "The publisher, by its name or its id.",
        parameters: &["id"],
        answer: organization_show,
    },
    Action {
        name: "group_list",
        doc: "No groups: datasets have themes, in the extra `theme`.",
        parameters: &["all_fields", "limit", "offset"],
        answer: |_, _| Ok(b"[]".to_vec()),
    },
    Action {
        name: "group_show",
        doc: "The publisher, by its name or its id, for clients from before `organization_show`.",
        parameters: &["id"],
        answer: organization_show,
    },
    Action {
        name: "tag_list",
        doc: "The keywords, sorted; with `query` those in which it stands.",
        parameters: &["query", "all_fields"],
        answer: |ckan, parameters| Ok(tags(ckan, parameters)),
    },
    Action {
        name: "license_list",
        doc: "The licence of the data.",
        parameters: &[],
        answer: |ckan, _| Ok(bytes(&organisation::licences(&ckan.catalogue))),
    },
    Action {
        name: "help_show",
        doc: "What an action answers, by its name.",
        parameters: &["name"],
        answer: help_show,
    },
];

/// The action of this name.
///
/// # Errors
///
/// [`Error::Request`] if there is none.
pub fn action(name: &str) -> Result<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name).ok_or_else(|| Error::Request {
        status: 400,
        what: format!("Action name not known: {name}"),
        hint: "`docs/catalogue.md` has a list of the actions".to_owned(),
    })
}

impl Action {
    /// The result as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::Argument`].
    pub fn answer(&self, ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
        (self.answer)(ckan, parameters)
    }
}

fn status(ckan: &Ckan) -> Vec<u8> {
    let service = &ckan.catalogue.service;
    let either = |it: &str, en: &str| if it.is_empty() { en.to_owned() } else { it.to_owned() };
    let (title, description) = (&service.catalogue.title, &service.catalogue.description);
    bytes(&json!({
        "ckan_version": VERSION,
        "site_title": either(&title.it, &title.en),
        "site_url": service.base_url,
        "site_description": either(&description.it, &description.en),
        "locale_default": "it",
        "error_emails_to": null,
        "extensions": [],
        "software": concat!("OpenCoop ", env!("CARGO_PKG_VERSION")),
    }))
}

/// The part of a list that is asked for.
fn part<'a, T>(list: &'a [T], parameters: &Parameters) -> Result<&'a [T]> {
    let offset = parameters.number("offset")?.unwrap_or(0).min(list.len());
    let limit = parameters.number("limit")?.unwrap_or(list.len());
    let rest = list.get(offset..).unwrap_or_default();
    Ok(rest.get(..limit.min(rest.len())).unwrap_or_default())
}

fn package_list(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let packages = part(&ckan.packages, parameters)?.iter();
    Ok(bytes(&packages.map(|package| Value::from(package.name.as_str())).collect()))
}

fn package_show(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    Ok(ckan.package(&parameters.needed("id")?)?.json.clone())
}

fn current_package_list_with_resources(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let packages = part(&ckan.packages, parameters)?.iter();
    search::list(&mut bytes, packages.map(|package| package.json.as_slice()));
    Ok(bytes)
}

fn resource_show(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let id = parameters.needed("id")?;
    let found = ckan.resources.get(&id).and_then(|(dataset, file)| {
        package::resource(&ckan.catalogue, ckan.catalogue.datasets.get(*dataset)?, *file)
    });
    found.map(|resource| bytes(&resource)).ok_or_else(|| missing("resource", &id, ""))
}

fn organization_list(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let catalogue = &ckan.catalogue;
    let organisation = if parameters.flag("all_fields") {
        organisation::listed(catalogue, parameters.flag("include_extras"))
    } else {
        Value::from(organisation::name(catalogue))
    };
    let known = parameters.texts("organizations");
    let all = [organisation]
        .into_iter()
        .filter(|_| known.is_empty() || known.iter().any(|name| ckan.is_organisation(name)));
    let all: Vec<Value> = all.collect();
    Ok(bytes(&Value::from(part(&all, parameters)?)))
}

fn organization_show(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let id = parameters.needed("id")?;
    if !ckan.is_organisation(&id) {
        return Err(missing("organisation", &id, ""));
    }
    Ok(bytes(&organisation::whole(&ckan.catalogue)))
}

fn tags(ckan: &Ckan, parameters: &Parameters) -> Vec<u8> {
    let query = parameters.text("query").map(|query| fold(&query)).unwrap_or_default();
    let is_full = parameters.flag("all_fields");
    let tags = ckan.tags().into_iter().filter(|tag| fold(tag).contains(&query));
    let tags = tags
        .map(|tag| if is_full { package::tag_of(&ckan.catalogue, tag) } else { Value::from(tag) });
    bytes(&tags.collect())
}

fn help_show(_: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let name = parameters.needed("name")?;
    let found = ACTIONS.iter().find(|action| action.name == name);
    let Some(Action { doc, parameters, .. }) = found else {
        return Err(missing("action", &name, ""));
    };
    let takes = match parameters {
        [] => "It takes no parameters.".to_owned(),
        names => format!("Parameters: {}.", names.join(", ")),
    };
    Ok(bytes(&Value::from(format!("{doc}\n\n{takes}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_has_a_name_of_its_own_and_a_sentence() {
        for (at, Action { name, doc, .. }) in ACTIONS.iter().enumerate() {
            assert!(ACTIONS.iter().skip(at + 1).all(|other| other.name != *name), "{name}");
            assert!(doc.ends_with('.'), "{name}");
            assert_eq!(action(name).unwrap().name, *name);
        }
        assert_eq!(action("package_create").err().unwrap().status(), 400);
    }
}
