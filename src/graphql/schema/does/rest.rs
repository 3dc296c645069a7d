//! What the executor does for the fields of what stands beside the records: datasets, code lists,
//! the journal of changes, explanations.

/// The fields of the query.
#[derive(Clone, Copy)]
pub(crate) enum RestRoot {
    /// The published tables.
    Datasets,
    /// The code lists.
    CodeLists,
    /// What changed after a revision.
    Changes,
    /// What became of a record.
    Explain,
}

/// A field of an object of any of these kinds.
pub(crate) enum Rest {
    /// A field of something that is known as JSON.
    Tree(Tree),
    /// A field of a page of the journal.
    Journal(Journal),
    /// A field of its edges.
    JournalEdge(JournalEdge),
    /// A field of an entry of the journal.
    Entry(Entry),
    /// A field of an explanation.
    Explanation(Explanation),
    /// A field of what an import left out.
    Refusal(Refusal),
}

/// A field of something that is known as JSON, by its name there.
#[derive(Clone, Copy)]
pub(crate) enum Tree {
    /// The value itself.
    Value(&'static str),
    /// The value in capitals, as enums have it.
    Enum(&'static str),
    /// A label in the best language.
    Label(&'static str),
    /// A list of objects.
    Objects(&'static str),
}

/// The fields of a page of the journal.
#[derive(Clone, Copy)]
pub(crate) enum Journal {
    /// The entries.
    Nodes,
    /// The entries with their cursors.
    Edges,
    /// Where the page stands.
    PageInfo,
}

/// The fields of an edge of the journal.
#[derive(Clone, Copy)]
pub(crate) enum JournalEdge {
    /// The place in the journal.
    Cursor,
    /// The entry.
    Node,
}

/// The fields of an entry of the journal.
#[derive(Clone, Copy)]
pub(crate) enum Entry {
    /// The id of the record.
    Record,
    /// Its table.
    Table,
    /// What happened.
    Kind,
    /// The revision that brought it.
    Revision,
    /// The fields that it touched.
    Fields,
    /// The record as it is now.
    Node,
}

/// The fields of an explanation.
#[derive(Clone, Copy)]
pub(crate) enum Explanation {
    /// The id.
    Id,
    /// What became of it.
    State,
    /// The id that it leads to now.
    RenamedTo,
    /// The same as a sentence.
    Sentence,
    /// The revision that added it.
    Added,
    /// The last revision that changed it.
    Changed,
    /// The revision that removed it.
    Removed,
    /// What changed.
    Changes,
    /// What was left out.
    Refusals,
    /// The record as it is now.
    Node,
}

/// The fields of what an import left out.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    /// The revision that the import published.
    Revision,
    /// Why.
    Problem,
}
