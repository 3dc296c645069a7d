//! Citations: which source says what.

use super::codes::BASIS;
use super::table::{Column, Label, Link, Table};

pub(super) const CITATIONS: Table = Table {
    name: "citations",
    one: "Citation",
    label: Label { en: "Citations", it: "Citazioni" },
    doc: "The statement that a source supports a record, or one field of it.",
    description: Label {
        en: "Which source supports which record or field, where in the source it stands, and \
             whether it is stated there, inferred by the editors or taken from an outside page.",
        it: "Quale fonte sostiene quale riga o campo, in quale punto della fonte si trova, e se \
             vi è affermato, dedotto dai redattori o preso da una pagina esterna.",
    },
    classes: &[],
    columns: &[
        Column::text(
            "field",
            "Field",
            "Campo",
            "Column or link that the source supports; empty for the whole record.",
        ),
        Column::text(
            "locator",
            "Locator",
            "Posizione nella fonte",
            "Where in the source it stands, such as `line 29` or `p. 4`.",
        ),
        Column::code(
            "basis",
            &BASIS,
            "Basis",
            "Base",
            "Whether the source states it, the editors infer it, or an outside page adds it.",
        )
        .required()
        .faceted(),
        Column::caveat(),
    ],
    links: &[
        Link::any("subject", "Subject", "Soggetto", "Record that is supported, by its global id.")
            .term("schema:about")
            .required()
            .back("citations", "Citations", "Citazioni"),
        Link::one("source", "sources", "Source", "Fonte", "Source that supports it.")
            .term("dct:source")
            .required()
            .back("cited_by", "Cited by", "Citata da"),
    ],
};
