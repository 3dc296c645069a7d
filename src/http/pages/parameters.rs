//! The words about the GET door: addresses, parameters, tests. What they say is tried by tests.

/// A line about an address or a parameter, with an address of the seeds to try it.
pub(super) struct Line {
    /// What is written.
    pub(super) what: &'static str,
    pub(super) en: &'static str,
    pub(super) it: &'static str,
    /// An address that shows it; empty if there is none.
    pub(super) example: &'static str,
}

const fn line(
    what: &'static str,
    en: &'static str,
    it: &'static str,
    example: &'static str,
) -> Line {
    Line { what, en, it, example }
}

/// The doors.
pub(super) const ADDRESSES: &[Line] = &[
    line(
        "/api",
        "all tables, with the addresses of their lists and files",
        "tutte le tabelle, con gli indirizzi dei loro elenchi e file",
        "/api",
    ),
    line(
        "/api/{table}",
        "a page of records, chosen by the parameters below",
        "una pagina di righe, scelte con i parametri qui sotto",
        "/api/projects",
    ),
    line("/api/{table}/{slug}", "one record", "una riga", "/api/projects/dakar-reve"),
    line(
        "/api/{table}/groups",
        "how many records, officials and how much money, by up to three dimensions (`by`)",
        "quante righe, quanti funzionari e quanto denaro, per al più tre dimensioni (`by`)",
        "/api/projects/groups?by=country,start_year",
    ),
    line(
        "/api/{table}/facets",
        "how often each value occurs in the selection, by one or more dimensions (`by`)",
        "quante volte ogni valore ricorre nella scelta, per una o più dimensioni (`by`)",
        "/api/projects/facets?by=status,country",
    ),
    line(
        "/api/search",
        "the best records of all tables for the words in `q`, with snippets",
        "le righe migliori di tutte le tabelle per le parole in `q`, con estratti",
        "/api/search?q=acqua",
    ),
    line(
        "/api/changes",
        "what was added, changed and removed after a revision, or since a date (`since`)",
        "che cosa è stato aggiunto, modificato e tolto dopo una revisione, o da una data (`since`)",
        "/api/changes?since=2026-03",
    ),
    line(
        "/api/explain",
        "what became of a record, and what it is called now (`id`)",
        "che cosa ne è stato di una riga, e come si chiama ora (`id`)",
        "/api/explain?id=projects/dakar-reve",
    ),
    line(
        "/api/codelists",
        "all lists of codes with their labels, or some of them (`names`)",
        "tutte le liste di codici con le etichette, o alcune (`names`)",
        "/api/codelists?names=ActivityStatus,Direction",
    ),
    line(
        "/api/codelists/{name}",
        "one list of codes",
        "una lista di codici",
        "/api/codelists/ActivityStatus",
    ),
    line(
        "/export/{table}.{format}",
        "the same selection as a file, without a limit of rows",
        "la stessa scelta come file, senza limite di righe",
        "/export/projects.csv",
    ),
    line(
        "/export/{link}.{format}",
        "all pairs of a link as a file",
        "tutte le coppie di un collegamento come file",
        "/export/project_countries.csv",
    ),
    line(
        "/dataset",
        "all datasets, as a page",
        "tutti gli insiemi di dati, in una pagina",
        "/dataset",
    ),
    line(
        "/dataset/{slug}",
        "one dataset, as a page: its files, columns, licence and dates, and how to cite it",
        "un insieme di dati, in una pagina: file, colonne, licenza, date e come citarlo",
        "/dataset/projects",
    ),
    line(
        "/graphql",
        "GraphQL, by POST and GET; GraphiQL in a browser",
        "GraphQL, con POST e GET; GraphiQL nel browser",
        "/graphql",
    ),
    line(
        "/schema.graphql",
        "the GraphQL schema (SDL)",
        "lo schema GraphQL (SDL)",
        "/schema.graphql",
    ),
    line(
        "/openapi.json",
        "all addresses and parameters for programs (OpenAPI 3.1)",
        "tutti gli indirizzi e i parametri per i programmi (OpenAPI 3.1)",
        "/openapi.json",
    ),
    line(
        "/api/3/action/{name}",
        "the catalogue for portals of CKAN",
        "il catalogo per i portali CKAN",
        "/api/3/action/package_list",
    ),
    line(
        "/data.json",
        "the catalogue as DCAT-US 1.1",
        "il catalogo come DCAT-US 1.1",
        "/data.json",
    ),
    line("/health", "the state of the server", "lo stato del server", "/health"),
];

/// The parameters of a list.
pub(super) const PARAMETERS: &[Line] = &[
    line(
        "{column}={value}",
        "The column has this value, or one of several with `,` between them.",
        "La colonna ha questo valore, o uno di più valori separati da `,`.",
        "/api/projects?status=2,3",
    ),
    line(
        "{column}.{test}={value}",
        "The column passes this test; which ones there are follows from its kind.",
        "La colonna supera questa prova; quali ci sono dipende dal suo tipo.",
        "/api/projects?starts_on.gte=2018&starts_on.lte=2019",
    ),
    line(
        "{link}={slug}",
        "The record is linked to this one, or to one of several.",
        "La riga è collegata a questa, o a una di più righe.",
        "/api/projects?countries=mz,ke",
    ),
    line(
        "search={words}",
        "Full text: `-word` leaves out, `\"two words\"` is a phrase, `wor*` a beginning.",
        "Testo intero: `-parola` esclude, `\"due parole\"` è una frase, `paro*` un inizio.",
        "/api/projects?search=acqua",
    ),
    line(
        "country={code}",
        "Short form: it has to do with this country, or with a place in it.",
        "Forma breve: riguarda questo Paese, o un luogo che vi si trova.",
        "/api/projects?country=MZ",
    ),
    line(
        "city={slug}",
        "Short form: it has to do with this city.",
        "Forma breve: riguarda questa città.",
        "/api/projects?city=dakar",
    ),
    line(
        "sdg={number}",
        "Short form: it has to do with this goal of the 2030 Agenda or one of its targets, or with \
         this target.",
        "Forma breve: riguarda questo obiettivo dell’Agenda 2030 o un suo traguardo, o questo \
         traguardo.",
        "/api/projects?sdg=11",
    ),
    line(
        "theme={slug}",
        "Short form: it has to do with this theme, or with a narrower one.",
        "Forma breve: riguarda questo tema, o uno più ristretto.",
        "/api/projects?theme=food-security",
    ),
    line(
        "organisation={slug}",
        "Short form: it has to do with this organisation.",
        "Forma breve: riguarda questa organizzazione.",
        "/api/projects?organisation=aics",
    ),
    line(
        "year={from}..{to}",
        "Short form: its stated time touches these years; a single year, or one open end, will do.",
        "Forma breve: il suo tempo indicato tocca questi anni; basta un anno, o un solo estremo.",
        "/api/projects?year=2018..2020",
    ),
    line(
        "filter={…}",
        "The filter as in GraphQL, as JSON: links in any depth, `all`, `any`, `not`.",
        "Il filtro come in GraphQL, in JSON: collegamenti a ogni livello, `all`, `any`, `not`.",
        "/api/projects?filter=%7B%22countries%22%3A%7B%22some%22%3A%7B%22iso2%22%3A%7B%22eq%22%3A%22MZ%22%7D%7D%7D%7D",
    ),
    line(
        "order={column}",
        "The order; `-` before the name turns it round. Records without a value come last.",
        "L’ordine; `-` davanti al nome lo inverte. Le righe senza valore vengono per ultime.",
        "/api/projects?order=-starts_on",
    ),
    line(
        "fields={names}",
        "These fields in this order, instead of all; `countries.name` is a field of linked records.",
        "Questi campi in quest’ordine, invece di tutti; `countries.name` è un campo delle righe \
         collegate.",
        "/api/projects?fields=title,status,countries.name",
    ),
    line(
        "include={links}",
        "Linked records as objects in the place of their slugs; with a point, one link farther.",
        "Le righe collegate come oggetti al posto dei loro slug; con un punto, un collegamento \
         oltre.",
        "/api/projects?include=countries,cities.country&limit=2",
    ),
    line(
        "language={tags}",
        "Texts in the first of these languages that they are in, instead of all languages.",
        "I testi nella prima di queste lingue in cui esistono, invece che in tutte.",
        "/api/projects?language=it,en&fields=title",
    ),
    line(
        "limit={number}",
        "The records of a page.",
        "Le righe di una pagina.",
        "/api/projects?limit=5",
    ),
    line(
        "after={cursor}",
        "Behind this place: the address of the next page has it, in `page.next` and in the header \
         `Link`.",
        "Dopo questo punto: lo contiene l’indirizzo della pagina seguente, in `page.next` e \
         nell’intestazione `Link`.",
        "",
    ),
    line(
        "before={cursor}",
        "Before this place: the address of the page before has it, in `page.previous`.",
        "Prima di questo punto: lo contiene l’indirizzo della pagina precedente, in \
         `page.previous`.",
        "",
    ),
];

/// The parameters of other addresses.
pub(super) const OTHERS: &[Line] = &[
    line(
        "by={dimensions}",
        "`groups` and `facets`: what the records are counted by; groups take up to three.",
        "`groups` e `facets`: per che cosa contare le righe; i gruppi ne accettano fino a tre.",
        "/api/missions/groups?by=direction",
    ),
    line(
        "order={measure}",
        "`groups`: by `count`, `officials` or `key`; `-` before the name turns it round.",
        "`groups`: per `count`, `officials` o `key`; `-` davanti al nome lo inverte.",
        "/api/projects/groups?by=start_year&order=key",
    ),
    line(
        "since={revision or date}",
        "`/api/changes`: behind this revision, or from the first day (UTC) of this date on.",
        "`/api/changes`: dopo questa revisione, o dal primo giorno (UTC) di questa data in poi.",
        "/api/changes?since=0&limit=2",
    ),
    line(
        "types={tables}",
        "`/api/changes` and `/api/search`: these tables only.",
        "`/api/changes` e `/api/search`: solo queste tabelle.",
        "/api/search?q=acqua&types=projects,sdgs",
    ),
    line(
        "q={words}",
        "`/api/search`: the words, as in `search` above.",
        "`/api/search`: le parole, come in `search` qui sopra.",
        "/api/search?q=scuola&limit=3",
    ),
    line(
        "id={id}",
        "`/api/explain`: table and slug, or an address that ends with them.",
        "`/api/explain`: tabella e slug, o un indirizzo che finisce così.",
        "/api/explain?id=projects/atlantis",
    ),
    line(
        "names={lists}",
        "`/api/codelists`: these lists only.",
        "`/api/codelists`: solo queste liste.",
        "/api/codelists?names=Basis",
    ),
];

/// The tests of columns and links.
pub(super) const TESTS: &[Line] = &[
    line("eq", "the value is this one", "il valore è questo", ""),
    line("in", "the value is one of these", "il valore è uno di questi", ""),
    line(
        "not",
        "the value is none of these, or there is none",
        "il valore non è fra questi, o manca",
        "",
    ),
    line("gte", "the value is at least this one", "il valore è almeno questo", ""),
    line("lte", "the value is at most this one", "il valore è al massimo questo", ""),
    line(
        "isNull",
        "there is no value (`true`), or there is one (`false`); written `is_null` too",
        "il valore manca (`true`) o c’è (`false`); si scrive anche `is_null`",
        "/api/projects?ends_on.isNull=true",
    ),
    line(
        "contains",
        "the text, in any language, contains this one, whatever the case of its letters",
        "il testo, in qualsiasi lingua, contiene questo, con maiuscole o minuscole",
        "/api/projects?title.contains=kenya",
    ),
    line(
        "currency",
        "the amount is in this currency; needed beside `gte` and `lte`",
        "l’importo è in questa valuta; necessario accanto a `gte` e `lte`",
        "/api/budgets?amount.currency=EUR&amount.gte=1000000",
    ),
    line(
        "near",
        "the point lies within so many kilometres of a place: latitude, longitude, kilometres",
        "il punto dista al più tanti chilometri da un luogo: latitudine, longitudine, chilometri",
        "/api/cities?point.near=45.46,9.19,1500",
    ),
    line(
        "within",
        "for `slug`: it is one of these records, or lies within one",
        "per `slug`: è una di queste righe, o sta dentro una di esse",
        "/api/sdgs?slug.within=11",
    ),
    line(
        "some",
        "at least one linked record passes this filter (inside `filter`)",
        "almeno una riga collegata supera questo filtro (dentro `filter`)",
        "",
    ),
    line(
        "none",
        "no linked record passes this filter (inside `filter`)",
        "nessuna riga collegata supera questo filtro (dentro `filter`)",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filter::parse::{slug_tests_of, tests_of};
    use crate::model::TABLES;
    use crate::model::short::SHORTS;

    #[test]
    fn every_test_of_a_column_is_told() {
        let of_columns = TABLES.iter().flat_map(|table| table.columns).flat_map(tests_of);
        let of_slugs = (0..TABLES.len()).flat_map(slug_tests_of);
        for test in of_columns.chain(of_slugs) {
            assert!(TESTS.iter().any(|line| line.what == *test), "`{test}` is not told");
        }
    }

    #[test]
    fn every_short_form_is_told() {
        for short in SHORTS {
            let start = format!("{}={{", short.name);
            assert!(PARAMETERS.iter().any(|line| line.what.starts_with(&start)), "{start}");
        }
    }
}
