//! The text that stands in the package beside the files, in Italian and English.

use std::fmt::Write as _;

use super::file::files;
use super::licence;
use crate::about::Service;
use crate::image::Image;

/// The text, in Markdown.
pub fn text(image: &Image, service: &Service) -> String {
    let mut out = String::with_capacity(8 * 1024);
    let files = files(image);
    let publisher = &service.publisher;
    let revision = &image.revision;
    let (number, moment) = (revision.number, &revision.published_at);
    let (day, year) = (moment.get(..10).unwrap_or_default(), moment.get(..4).unwrap_or_default());
    let base = &service.base_url;
    let licence = licence::known(service).map_or_else(
        || service.licence.clone(),
        |known| format!("{} <{}>", known.name, service.licence),
    );
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "# {publisher}: cooperazione internazionale / international cooperation\n\n\
         Revisione / revision {number}, {moment}. <{base}>\n\n\
         ## Italiano\n\n\
         Questo archivio contiene tutti i dati pubblicati in una revisione, una tabella per file, \
         in CSV (RFC 4180, UTF-8, virgole, prima riga con i nomi delle colonne).\n\n\
         - `datapackage.json` descrive tutti i file (Data Package) con dimensione e SHA-256; \
         `*.csv-metadata.json` descrive ciascun file (CSV on the Web); `dictionary.csv` elenca \
         tutte le colonne e `codes.csv` tutti i codici.\n\
         - `slug` identifica una riga nella sua tabella e non cambia mai. Le colonne di \
         collegamento contengono lo `slug` di un’altra riga, oppure più `slug` separati da `;`; i \
         file come `project_countries.csv` hanno una riga per coppia e ne dicono base e ruolo.\n\
         - Una cella vuota significa che il dato non è indicato: nulla è stato supposto.\n\
         - Le date sono precise quanto la fonte: `2018`, `2018-09` o `2018-09-01`.\n\
         - Gli importi sono esatti e restano nella loro valuta: non vanno sommati fra valute o \
         tipi diversi.\n\
         - `caveat` dice che cosa sapere prima di fidarsi di una riga, per esempio dove le fonti si \
         contraddicono. `citations.csv` dice quale fonte sostiene che cosa, e con quale base: \
         `stated` (lo dice la fonte), `editorial` (lo deduce la redazione), `external` (viene da \
         una pagina esterna).\n\
         - In Excel si apre con Dati, Da testo/CSV, codifica UTF-8.\n\n\
         Citazione: {publisher} ({year}). *Cooperazione internazionale: dati aperti*, revisione \
         {number} del {day}. {base}\n\n\
         Licenza: {licence}. Si veda `LICENSE`.\n\n\
         ## English\n\n\
         This archive holds all data that is published in one revision, one table a file, as CSV \
         (RFC 4180, UTF-8, commas, a first line of column names).\n\n\
         - `datapackage.json` describes all files (Data Package) with their sizes and SHA-256; \
         `*.csv-metadata.json` describes one file (CSV on the Web); `dictionary.csv` lists all \
         columns and `codes.csv` all codes.\n\
         - `slug` is the key of a row in its table and never changes. Columns of links hold the \
         `slug` of another row, or several with `;` between them; files such as \
         `project_countries.csv` have a row for each pair and say its basis and role.\n\
         - An empty cell means that it is not stated: nothing was guessed.\n\
         - Dates are as precise as their source: `2018`, `2018-09` or `2018-09-01`.\n\
         - Amounts are exact and stay in their currency: do not add up several currencies or \
         kinds.\n\
         - `caveat` says what to know before relying on a row, such as where sources contradict \
         each other. `citations.csv` says which source supports what, and on what basis: `stated` \
         (the source says so), `editorial` (the editors worked it out), `external` (it comes from \
         an outside page).\n\
         - Excel opens the files by Data, From Text/CSV, encoding UTF-8.\n\n\
         Citation: {publisher} ({year}). *International cooperation: open data*, revision {number} \
         of {day}. {base}\n\n\
         Licence: {licence}. See `LICENSE`.\n\n\
         ## File / Files\n\n\
         | file | righe / rows are |\n| --- | --- |\n"
    );
    for file in files {
        let _ = writeln!(
            out,
            "| `{}.csv` | {} / {}. {} |",
            file.name, file.title_it, file.title_en, file.doc
        );
    }
    out
}
