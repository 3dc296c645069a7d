//! The types of the search over several tables.

use async_graphql::dynamic::TypeRef;

use super::does::{Does, Root};
use super::words::{Fields, Types, argument, enumeration};
use crate::config::Limits;
use crate::image::text::searched_tables;
use crate::model::TABLES;

/// What the field `search` of a filter says.
pub(super) const FILTER: &str = "Holds where the texts have all of these words in any form, \
    whatever case and accents: `acqua -milano \"parola esatta\" prefi*`.";

/// The fields of a search, of its edges, results and snippets.
#[derive(Clone, Copy)]
pub(crate) enum Search {
    /// How many records match.
    Total,
    /// The results of the page.
    Nodes,
    /// The results of the page with their places.
    Edges,
    /// Where the page stands.
    PageInfo,
    /// The place of a result.
    Cursor,
    /// The result of an edge.
    Result,
    /// The record of a result.
    Record,
    /// How well it fits.
    Score,
    /// The parts of its texts.
    Snippets,
    /// The field of a snippet.
    Field,
    /// The language of a snippet.
    Language,
    /// A snippet itself.
    Html,
}

/// Adds the field of the query.
pub(super) fn field(fields: &mut Fields, limits: &Limits) {
    let page = format!(
        "How many records: {} where no number is given; at most {}.",
        limits.page_size, limits.page_size_max
    );
    fields.add(
        "search",
        TypeRef::named_nn("SearchConnection"),
        Does::Root(Root::Search),
        "The records of all tables whose texts have these words, the best first.",
        vec![
            argument(
                "query",
                TypeRef::named_nn(TypeRef::STRING),
                "Words that must all occur, in any form; also `\"a phrase\"`, `prefi*` and `-not`.",
            ),
            argument(
                "types",
                TypeRef::named_nn_list("SearchType"),
                "The tables to search; all where none is given.",
            ),
            argument("first", TypeRef::named(TypeRef::INT), page),
            argument(
                "after",
                TypeRef::named(TypeRef::STRING),
                "The cursor that the page begins behind; the best 1,000 records can be reached.",
            ),
        ],
    );
}

/// The tables of the values of `SearchType`, with their names.
pub(in crate::graphql) fn types() -> impl Iterator<Item = (usize, String)> {
    searched_tables().into_iter().map(|at| (at, TABLES[at].name.to_ascii_uppercase()))
}

/// Adds the types.
pub(super) fn add(types: &mut Types) {
    let values = self::types().map(|(at, name)| (name, TABLES[at].doc));
    types.enumeration(enumeration("SearchType", "The tables that the search reads.", values));
    let string = || TypeRef::named_nn(TypeRef::STRING);
    let does = Does::Search;

    let fields = Fields::default()
        .with(
            "totalCount",
            TypeRef::named_nn(TypeRef::INT),
            does(Search::Total),
            "How many records match in all, whatever the page.",
        )
        .with(
            "nodes",
            TypeRef::named_nn_list_nn("SearchResult"),
            does(Search::Nodes),
            "The results of the page, the best first.",
        )
        .with(
            "edges",
            TypeRef::named_nn_list_nn("SearchEdge"),
            does(Search::Edges),
            "The results of the page, each with its cursor.",
        )
        .with(
            "pageInfo",
            TypeRef::named_nn("PageInfo"),
            does(Search::PageInfo),
            "Where the page stands among the results.",
        );
    types.object("SearchConnection", "A page of the results of a search.", fields.0);

    let fields = Fields::default()
        .with("cursor", string(), does(Search::Cursor), "Place of the result, for `after`.")
        .with("node", TypeRef::named_nn("SearchResult"), does(Search::Result), "The result.");
    types.object("SearchEdge", "A result in a page.", fields.0);

    let fields = Fields::default()
        .with("node", TypeRef::named_nn("Node"), does(Search::Record), "The record.")
        .with(
            "score",
            TypeRef::named_nn(TypeRef::FLOAT),
            does(Search::Score),
            "How well it fits (BM25); to be compared within one search only.",
        )
        .with(
            "snippets",
            TypeRef::named_nn_list_nn("Snippet"),
            does(Search::Snippets),
            "The parts of its texts in which the words stand, one for each text.",
        );
    types.object("SearchResult", "A record that a search found.", fields.0);

    let fields = Fields::default()
        .with("field", string(), does(Search::Field), "Name of the field, as in files.")
        .with(
            "language",
            TypeRef::named("LanguageTag"),
            does(Search::Language),
            "Language of the text; null where it has none.",
        )
        .with(
            "html",
            string(),
            does(Search::Html),
            "Part of the text as HTML: the words stand in `<mark>`, all else is escaped.",
        );
    types.object("Snippet", "A part of a text with the words that were found.", fields.0);
}
