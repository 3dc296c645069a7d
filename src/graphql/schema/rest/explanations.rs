//! The types of explanations: what became of a record.

use async_graphql::dynamic::TypeRef;

use super::{labels, list, string};
use crate::about::explain::State;
use crate::graphql::schema::does::Does;
use crate::graphql::schema::does::rest::{Explanation, Refusal, Rest};
use crate::graphql::schema::words::{Fields, Types, enumeration};

/// Adds the types.
pub(super) fn add(types: &mut Types) {
    let states = State::ALL.map(|(state, doc)| (state.name().to_ascii_uppercase(), doc));
    types.enumeration(enumeration("RecordState", "What became of a record.", states));
    let does = |explanation| Does::Rest(Rest::Explanation(explanation));
    let revision = || TypeRef::named("Revision");
    let mut fields = Fields::default()
        .with("recordId", TypeRef::named_nn(TypeRef::ID), does(Explanation::Id), "The global id.")
        .with(
            "state",
            TypeRef::named_nn("RecordState"),
            does(Explanation::State),
            "What became of it.",
        )
        .with(
            "renamedTo",
            TypeRef::named(TypeRef::ID),
            does(Explanation::RenamedTo),
            "The id that it leads to now, through however many renames; null where it was not \
             renamed.",
        );
    fields.add(
        "sentence",
        string(),
        does(Explanation::Sentence),
        "The explanation as a sentence or two.",
        vec![labels()],
    );
    let fields = fields
        .with(
            "addedIn",
            revision(),
            does(Explanation::Added),
            "The revision that added it, the last time; null if none did.",
        )
        .with(
            "changedIn",
            revision(),
            does(Explanation::Changed),
            "The last revision that changed it after that; null if none did.",
        )
        .with(
            "removedIn",
            revision(),
            does(Explanation::Removed),
            "The revision that removed it, or gave its record another id; null where it is there.",
        )
        .with(
            "changes",
            list("Change"),
            does(Explanation::Changes),
            "What changed, the oldest change first.",
        )
        .with(
            "refusals",
            list("Refusal"),
            does(Explanation::Refusals),
            "What imports left out of it, the oldest first.",
        )
        .with(
            "node",
            TypeRef::named("Node"),
            does(Explanation::Node),
            "The record as it is now; null where it is not there.",
        );
    types.object("Explanation", "What became of a record.", fields.0);
    let does = |refusal| Does::Rest(Rest::Refusal(refusal));
    let fields = Fields::default()
        .with(
            "revision",
            TypeRef::named_nn("Revision"),
            does(Refusal::Revision),
            "The revision that the import published without it.",
        )
        .with("problem", TypeRef::named_nn("Problem"), does(Refusal::Problem), "Why.");
    types.object("Refusal", "A row that an import left out.", fields.0);
}
