//! What search engines read first: where all pages are, and that they may read them.

use super::Catalogue;
use super::xml::Xml;
use crate::about::Service;

/// How many addresses stand in a file. The standard sets the limits of 50,000 and of 50 MB; with
/// the addresses in other languages beside each, this is well below both.
const LIMIT: usize = 20_000;

/// The namespace of sitemaps.
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The namespace of links to the same page in other languages.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The pages of the service beside those of its datasets.
const PAGES: [&str; 5] = ["/", "/dataset", "/export", "/docs", "/dictionary"];

/// The languages of pages.
const LANGUAGES: [&str; 2] = ["it", "en"];

/// How many files there are.
pub fn files(catalogue: &Catalogue) -> usize {
    of_limit(catalogue, LIMIT)
}

fn of_limit(catalogue: &Catalogue, limit: usize) -> usize {
    let count = (PAGES.len() + catalogue.datasets.len()) * (LANGUAGES.len() + 1);
    count.div_ceil(limit)
}

/// The sitemap: all addresses, or an index of the files that have them, where one cannot.
pub fn sitemap(catalogue: &Catalogue) -> Vec<u8> {
    sitemap_of(catalogue, LIMIT)
}

fn sitemap_of(catalogue: &Catalogue, limit: usize) -> Vec<u8> {
    let files = of_limit(catalogue, limit);
    if files <= 1 {
        return file_of(catalogue, 1, limit);
    }
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[("xmlns", SITEMAP)]);
    for number in 1..=files {
        xml.raw("\n");
        xml.open("sitemap", &[]);
        let address = format!("{}/sitemap.xml?page={number}", catalogue.service.base_url);
        xml.text("loc", &[], &address);
        xml.text("lastmod", &[], &catalogue.revision.published_at);
        xml.close("sitemap");
    }
    xml.raw("\n");
    xml.close("sitemapindex");
    xml.raw("\n");
    xml.finish()
}

/// A file of addresses, counted from one; it is empty behind the last one.
pub fn file(catalogue: &Catalogue, number: usize) -> Vec<u8> {
    file_of(catalogue, number, LIMIT)
}

fn file_of(catalogue: &Catalogue, number: usize, limit: usize) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", SITEMAP), ("xmlns:xhtml", XHTML)]);
    let start = number.saturating_sub(1).saturating_mul(limit);
    for (path, language, modified) in pages(catalogue).skip(start).take(limit) {
        let address = format!("{}{path}", catalogue.service.base_url);
        let of = |language: &str| match language {
            "" => address.clone(),
            language => format!("{address}?language={language}"),
        };
        xml.raw("\n");
        xml.open("url", &[]);
        xml.text("loc", &[], &of(language));
        xml.text("lastmod", &[], modified);
        for other in LANGUAGES {
            link(&mut xml, other, &of(other));
        }
        link(&mut xml, "x-default", &address);
        xml.close("url");
    }
    xml.raw("\n");
    xml.close("urlset");
    xml.raw("\n");
    xml.finish()
}

fn link(xml: &mut Xml, language: &str, address: &str) {
    let attributes = [("rel", "alternate"), ("hreflang", language), ("href", address)];
    xml.empty("xhtml:link", &attributes);
}

/// Each page as it is and in each language, with the moment of its last change.
fn pages(catalogue: &Catalogue) -> impl Iterator<Item = (String, &'static str, &str)> {
    let published_at = catalogue.revision.published_at.as_str();
    let of_service = PAGES.into_iter().map(move |path| (path.to_owned(), published_at));
    let of_datasets = catalogue
        .datasets
        .iter()
        .map(|dataset| (format!("/dataset/{}", dataset.slug), dataset.modified.as_str()));
    of_service.chain(of_datasets).flat_map(|(path, modified)| {
        let languages = std::iter::once("").chain(LANGUAGES);
        languages.map(move |language| (path.clone(), language, modified))
    })
}

/// `robots.txt`: programs may read everything, and the sitemap says where it is.
pub fn robots(service: &Service) -> String {
    format!(
        "# Open data: read, crawl and harvest all of it.\nUser-agent: *\nAllow: /\n\nSitemap: \
         {}/sitemap.xml\n",
        service.base_url
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::image::Revision;

    /// A catalogue without a dataset: the pages of the service are left.
    fn catalogue() -> Catalogue {
        let service = Service { base_url: "https://a.it".to_owned(), ..Service::default() };
        Catalogue {
            revision: Revision { number: 1, published_at: "2026-03-01T02:00:00Z".to_owned() },
            issued: "2026-03-01T02:00:00Z".to_owned(),
            served_from: "2026-03-01T02:00:00Z".to_owned(),
            key: "1".to_owned(),
            service: Arc::new(service),
            datasets: Vec::new(),
            removed: Vec::new(),
        }
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_does_not_fit_into_a_file_stands_in_files_with_an_index() {
        let catalogue = catalogue();
        let whole = text(sitemap(&catalogue));
        assert_eq!((files(&catalogue), whole.matches("<url>").count()), (1, 15));
        assert_eq!(whole, text(file(&catalogue, 1)));
        let index = text(sitemap_of(&catalogue, 4));
        assert!(index.contains("<sitemapindex"), "{index}");
        assert_eq!(index.matches("<loc>https://a.it/sitemap.xml?page=").count(), 4, "{index}");
        let parts = (1..=4).map(|number| text(file_of(&catalogue, number, 4)));
        let locations: String = parts.collect();
        let all = |text: &str| -> Vec<String> {
            let parts = text.split("<loc>").skip(1);
            parts.filter_map(|part| part.split_once("</loc>").map(|loc| loc.0.to_owned())).collect()
        };
        assert_eq!(all(&locations), all(&whole));
        assert!(!text(file_of(&catalogue, 5, 4)).contains("<url>"));
        assert!(!text(file(&catalogue, usize::MAX)).contains("<url>"));
    }

    #[test]
    fn programs_may_read_everything() {
        let robots = robots(&catalogue().service);
        assert!(robots.contains("\nAllow: /\n") && !robots.contains("Disallow"), "{robots}");
        assert!(robots.ends_with("\nSitemap: https://a.it/sitemap.xml\n"), "{robots}");
    }
}
