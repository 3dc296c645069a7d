//! Events: what happened when.

use super::table::{Column, Label, Link, Table};

pub(super) const EVENTS: Table = Table {
    name: "events",
    one: "Event",
    label: Label { en: "Events", it: "Eventi" },
    doc: "Something dated that a source tells about a record.",
    description: Label {
        en: "Dated events that sources tell about projects, missions and other records, each as \
             precise as its source.",
        it: "Fatti datati che le fonti riportano su progetti, missioni e altre righe, ciascuno \
             preciso quanto la sua fonte.",
    },
    classes: &["schema:Event"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "What happened, in one line.")
            .term("dct:title")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::date("starts_on", "Date", "Data", "When it happened or began.")
            .term("schema:startDate")
            .starts()
            .sorted()
            .faceted(),
        Column::date("ends_on", "End", "Fine", "When it ended, where it lasted.")
            .term("schema:endDate")
            .ends()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[Link::any(
        "subject",
        "Subject",
        "Soggetto",
        "Record that the event is about, by its global id.",
    )
    .term("schema:about")
    .back("events", "Events", "Eventi")],
};
