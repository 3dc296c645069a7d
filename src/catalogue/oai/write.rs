//! Answers as the schema of OAI-PMH has them.

use super::super::xml::Xml;
use super::super::{Catalogue, Dataset, dcat};
use super::dublin_core;
use super::fault::Fault;
use super::list::{Format, Item, Part, Set, host, identifier};
use crate::catalogue::graph::Form;
use crate::error::{Error, Result};
use crate::export::EVERYTHING;
use crate::model::value::format_instant;

/// The namespace of the standard.
const OAI: &str = "http://www.openarchives.org/OAI/2.0/";
/// The namespace of `schemaLocation`.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An answer in the making.
pub(super) struct Document(Xml);

impl Document {
    /// Begins an answer: when it is given, and to what.
    pub(super) fn open(catalogue: &Catalogue, now: i64, arguments: &[(String, String)]) -> Self {
        let mut xml = Xml::new();
        let location = format!("{OAI} {OAI}OAI-PMH.xsd");
        let attributes =
            [("xmlns", OAI), ("xmlns:xsi", XSI), ("xsi:schemaLocation", location.as_str())];
        xml.open("OAI-PMH", &attributes);
        xml.text("responseDate", &[], &format_instant(now));
        let arguments: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        xml.text("request", &arguments, &base(catalogue));
        Self(xml)
    }

    /// The bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.0.close("OAI-PMH");
        self.0.raw("\n");
        self.0.finish()
    }

    /// What is wrong with the request.
    pub(super) fn faults(&mut self, faults: &[Fault]) {
        for fault in faults {
            self.0.text("error", &[("code", fault.code.name())], &fault.sentence);
        }
    }

    /// What the repository is.
    pub(super) fn identify(&mut self, catalogue: &Catalogue) {
        let service = &catalogue.service;
        let host = host(&service.base_url);
        let xml = &mut self.0;
        xml.open("Identify", &[]);
        let title = &service.catalogue.title.en;
        xml.text("repositoryName", &[], if title.is_empty() { &service.publisher } else { title });
        xml.text("baseURL", &[], &base(catalogue));
        xml.text("protocolVersion", &[], "2.0");
        // The standard demands an address. Where none is given, this one says that there is none.
        let contact = catalogue.email().unwrap_or("nobody@example.invalid");
        xml.text("adminEmail", &[], contact);
        xml.text("earliestDatestamp", &[], &catalogue.issued);
        xml.text("deletedRecord", &[], "persistent");
        xml.text("granularity", &[], "YYYY-MM-DDThh:mm:ssZ");
        xml.text("compression", &[], "gzip");
        if is_domain(&host) {
            scheme(xml, catalogue, &host);
        }
        xml.close("Identify");
    }

    /// The formats.
    pub(super) fn formats(&mut self) {
        let xml = &mut self.0;
        xml.open("ListMetadataFormats", &[]);
        for format in Format::ALL {
            xml.open("metadataFormat", &[]);
            xml.text("metadataPrefix", &[], format.prefix());
            xml.text("schema", &[], format.schema());
            xml.text("metadataNamespace", &[], format.namespace());
            xml.close("metadataFormat");
        }
        xml.close("ListMetadataFormats");
    }

    /// The sets.
    pub(super) fn sets(&mut self) {
        let xml = &mut self.0;
        xml.open("ListSets", &[]);
        for set in Set::ALL {
            xml.open("set", &[]);
            xml.text("setSpec", &[], set.spec());
            xml.text("setName", &[], set.name());
            xml.close("set");
        }
        xml.close("ListSets");
    }

    /// One record.
    pub(super) fn record(
        &mut self,
        catalogue: &Catalogue,
        item: &Item<'_>,
        format: Format,
    ) -> Result<()> {
        self.0.open("GetRecord", &[]);
        record(&mut self.0, catalogue, item, format)?;
        self.0.close("GetRecord");
        Ok(())
    }

    /// The records of a page, or their headers; [`Self::end_list`] ends it.
    pub(super) fn list(
        &mut self,
        catalogue: &Catalogue,
        part: &Part,
        items: &[Item<'_>],
    ) -> Result<()> {
        self.0.open(list_name(part), &[]);
        for item in items {
            if part.whole {
                record(&mut self.0, catalogue, item, part.format)?;
            } else {
                header(&mut self.0, catalogue, item);
            }
        }
        Ok(())
    }

    /// The token of the next page, which is empty on the last one.
    pub(super) fn token(&mut self, next: Option<&str>, size: usize, start: usize) {
        let (size, start) = (size.to_string(), start.to_string());
        let attributes = [("completeListSize", size.as_str()), ("cursor", start.as_str())];
        match next {
            Some(token) => self.0.text("resumptionToken", &attributes, token),
            None => self.0.empty("resumptionToken", &attributes),
        }
    }

    /// Ends a list.
    pub(super) fn end_list(&mut self, part: &Part) {
        self.0.close(list_name(part));
    }
}

const fn list_name(part: &Part) -> &'static str {
    if part.whole { "ListRecords" } else { "ListIdentifiers" }
}

/// The address of the repository.
fn base(catalogue: &Catalogue) -> String {
    format!("{}/oai", catalogue.service.base_url)
}

/// How identifiers are made.
fn scheme(xml: &mut Xml, catalogue: &Catalogue, host: &str) {
    let namespace = format!("{OAI}oai-identifier");
    let location = format!("{namespace} {namespace}.xsd");
    let attributes = [("xmlns", namespace.as_str()), ("xsi:schemaLocation", location.as_str())];
    xml.open("description", &[]);
    xml.open("oai-identifier", &attributes);
    xml.text("scheme", &[], "oai");
    xml.text("repositoryIdentifier", &[], host);
    xml.text("delimiter", &[], ":");
    let sample = catalogue.datasets.last().map_or(EVERYTHING, |dataset| dataset.slug.as_str());
    xml.text("sampleIdentifier", &[], &identifier(catalogue, sample));
    xml.close("oai-identifier");
    xml.close("description");
}

/// Whether a host has a name that the schema of identifiers takes: not `localhost`, nor a number.
fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| {
        label.starts_with(|first: char| first.is_ascii_alphabetic())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

fn header(xml: &mut Xml, catalogue: &Catalogue, item: &Item<'_>) {
    let deleted = [("status", "deleted")];
    xml.open("header", if item.dataset.is_some() { &[] } else { &deleted });
    xml.text("identifier", &[], &identifier(catalogue, item.slug));
    xml.text("datestamp", &[], item.datestamp);
    xml.text("setSpec", &[], item.set().spec());
    xml.close("header");
}

fn record(xml: &mut Xml, catalogue: &Catalogue, item: &Item<'_>, format: Format) -> Result<()> {
    xml.open("record", &[]);
    header(xml, catalogue, item);
    if let Some(dataset) = item.dataset {
        xml.open("metadata", &[]);
        match format {
            Format::DublinCore => dublin_core::write(xml, catalogue, dataset),
            Format::Dcat => rdf(xml, catalogue, dataset)?,
        }
        xml.close("metadata");
    }
    xml.close("record");
    Ok(())
}

/// RDF/XML without the declaration, which may only begin a document.
fn rdf(xml: &mut Xml, catalogue: &Catalogue, dataset: &Dataset) -> Result<()> {
    let bytes = dcat::dataset(catalogue, dataset).write(Form::RdfXml)?;
    let text = String::from_utf8(bytes).map_err(Error::internal)?;
    let bare = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or("", |(_, rest)| rest),
        None => &text,
    };
    xml.raw(bare.trim());
    Ok(())
}
