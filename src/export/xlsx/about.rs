//! The sheet that says what the data is: from where, by whom, under which licence, and what each
//! column holds.

use super::sheet::small;
use crate::export::subject::Subject;
use crate::image::render::{Cell, Form};
use crate::model::TABLES;
use crate::model::table::Label;

/// The widths of its columns, in characters.
const WIDTHS: [usize; 6] = [32, 40, 28, 12, 12, 80];

const TITLE: Label = Label { en: "about", it: "Informazioni" };
const YES: Label = Label { en: "yes", it: "sì" };
const HEADINGS: [Label; 6] = [
    Label { en: "Column", it: "Colonna" },
    Label { en: "Label", it: "Etichetta" },
    Label { en: "Kind", it: "Tipo" },
    Label { en: "Always stated", it: "Sempre indicato" },
    Label { en: "Language", it: "Lingua" },
    Label { en: "Description (English)", it: "Descrizione (in inglese)" },
];

/// The name of the sheet.
pub(super) fn title(subject: &Subject) -> &'static str {
    TITLE.text(language(subject))
}

/// The language of labels: the one that is wanted, or the publisher's first.
fn language(subject: &Subject) -> &str {
    let first = subject.image.languages.first().map(String::as_str);
    subject.options.language.as_deref().or(first).unwrap_or_default()
}

/// The sheet.
pub(super) fn sheet(subject: &Subject, lines: u64) -> Vec<u8> {
    let (service, revision) = (&subject.service, &subject.image.revision);
    let language = language(subject);
    let say = |en: &'static str, it: &'static str| Label { en, it }.text(language);
    let table = &TABLES[subject.plan.table];
    let of_pairs = subject.plan.pairs.map(|way| way.link);
    let what = of_pairs.map_or(table.label, |link| link.label).text(language);
    let doc = of_pairs.map_or(table.doc, |link| link.doc);
    let source = format!("{}/export/{}.xlsx", service.base_url, subject.name);
    let part = if subject.is_whole {
        say("everything", "tutto")
    } else {
        say("a selection", "una selezione")
    };
    let mut rows: Vec<(bool, Vec<Cell<'_>>)> = Vec::new();
    let facts = [
        (say("Name", "Nome"), Cell::Text(&subject.name)),
        (say("What it is", "Che cos'è"), Cell::Text(what)),
        (say("Description (English)", "Descrizione (in inglese)"), Cell::Text(doc)),
        (say("Source", "Fonte"), Cell::Text(&source)),
        (say("Publisher", "Titolare"), text(&service.publisher)),
        (say("Licence", "Licenza"), text(&service.licence)),
        (say("Revision", "Revisione"), Cell::Integer(revision.number)),
        (say("Published at (UTC)", "Pubblicata il (UTC)"), Cell::Text(&revision.published_at)),
        (say("Part", "Parte"), Cell::Text(part)),
        (say("Number of lines", "Numero di righe"), Cell::Integer(lines as i64)),
    ];
    rows.extend(facts.map(|(name, value)| (false, vec![Cell::Text(name), value])));
    rows.push((false, Vec::new()));
    rows.push((true, HEADINGS.iter().map(|label| Cell::Text(label.text(language))).collect()));
    let plan = &subject.plan;
    let described: Vec<_> = plan
        .fields
        .iter()
        .map(|field| (field, plan.describe(&subject.image, field)))
        .map(|(field, said)| (field, kind(said.form, language), said))
        .collect();
    rows.extend(described.iter().map(|(field, kind, said)| {
        let required = if said.required { YES.text(language) } else { "" };
        let tag = said.language.as_deref().unwrap_or_default();
        let cells =
            [field.name.as_str(), said.label.text(language), kind, required, tag, &said.doc];
        (false, cells.map(text).to_vec())
    }));
    small(&WIDTHS, &rows)
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::None } else { Cell::Text(text) }
}

/// What the cells of a column are, in words.
fn kind(form: Form, language: &str) -> String {
    let say = |en: &'static str, it: &'static str| Label { en, it }.text(language);
    let (word, more) = match form {
        Form::Slug => (say("key", "chiave"), None),
        Form::Text => (say("text", "testo"), None),
        Form::Code(list) => (say("code of", "codice di"), Some(list.name)),
        Form::Label => (say("meaning of a code", "significato di un codice"), None),
        Form::Integer => (say("whole number", "numero intero"), None),
        Form::Decimal => (say("number", "numero"), None),
        Form::Currency => (say("currency (ISO 4217)", "valuta (ISO 4217)"), None),
        Form::Date => (say("date, as precise as known", "data, precisa quanto è nota"), None),
        Form::Instant => (say("moment (UTC)", "istante (UTC)"), None),
        Form::Boolean => (say("true or false", "vero o falso"), None),
        Form::Url => (say("address", "indirizzo"), None),
        Form::Degrees => (say("degrees (WGS 84)", "gradi (WGS 84)"), None),
        Form::Link(table) => (say("key in", "chiave in"), Some(table.unwrap_or("…"))),
        Form::Links(table) => (say("keys in", "chiavi in"), Some(table)),
    };
    more.map_or_else(|| word.to_owned(), |more| format!("{word} {more}"))
}
