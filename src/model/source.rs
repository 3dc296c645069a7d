//! Sources: the documents and pages that facts come from.

use super::table::{Column, Kind, Label, Table};

pub(super) const SOURCES: Table = Table {
    name: "sources",
    one: "Source",
    label: Label { en: "Sources", it: "Fonti" },
    doc: "A document or page that states facts.",
    description: Label {
        en: "Documents and pages from which the data comes, with their publisher, language, \
             licence and the day on which they were read.",
        it: "Documenti e pagine da cui provengono i dati, con chi li pubblica, la lingua, la \
             licenza e il giorno in cui sono stati letti.",
    },
    classes: &["foaf:Document", "schema:CreativeWork"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "Title of the document or page.")
            .term("dct:title")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::text("publisher", "Publisher", "Editore", "Who published it.")
            .term("dc:publisher")
            .searched(),
        Column::text("language", "Language", "Lingua", "Language it is written in (BCP 47).")
            .term("schema:inLanguage"),
        Column::date("updated_on", "Updated on", "Aggiornata il", "When it was last updated.")
            .term("dct:modified")
            .sorted(),
        Column::date("retrieved_on", "Retrieved on", "Consultata il", "When the editors read it.")
            .sorted(),
        Column::text("licence", "Licence", "Licenza", "Licence that the source itself states.")
            .term("dc:rights"),
        Column::of(Kind::Url, "url", "Address", "Indirizzo", "Where the source can be read.")
            .term("foaf:page"),
        Column::caveat(),
    ],
    links: &[],
};
