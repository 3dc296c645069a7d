//! The types of what stands beside the records: datasets, code lists, the journal of changes,
//! explanations.

mod explanations;

use async_graphql::dynamic::TypeRef;

use super::does::rest::{Entry, Journal, JournalEdge, Rest, RestRoot, Tree};
use super::does::{Does, List, Root};
use super::words::{Argument, Fields, Types, argument, enumeration};
use crate::about::FileFormat;
use crate::config::Limits;
use crate::model::TABLES;

/// The name of the enum of the formats of files.
pub(super) const FORMAT: &str = "ExportFormat";

fn string() -> TypeRef {
    TypeRef::named_nn(TypeRef::STRING)
}

fn list(name: &str) -> TypeRef {
    TypeRef::named_nn_list_nn(name)
}

fn labels() -> Argument {
    argument(
        "language",
        TypeRef::named_nn_list("LanguageTag"),
        "Languages from the most to the least wanted; English where none of them is there.",
    )
}

const fn tree(tree: Tree) -> Does {
    Does::Rest(Rest::Tree(tree))
}

/// Adds the fields of the query.
pub(super) fn query(fields: &mut Fields, limits: &Limits) {
    fields.add(
        "datasets",
        list("Dataset"),
        Does::Root(Root::Rest(RestRoot::Datasets)),
        "The published tables: what each holds, and where to get it.",
        Vec::new(),
    );
    fields.add(
        "codeLists",
        list("CodeList"),
        Does::Root(Root::Rest(RestRoot::CodeLists)),
        "The code lists that columns and roles take their values from, the currencies among them.",
        vec![argument(
            "names",
            TypeRef::named_nn_list(TypeRef::STRING),
            "Names of lists, such as `ActivityStatus`; all lists where none are given.",
        )],
    );
    let page =
        format!("{} where none is given; at most {}.", limits.page_size, limits.page_size_max);
    fields.add(
        "changes",
        TypeRef::named_nn("ChangeConnection"),
        Does::Root(Root::Rest(RestRoot::Changes)),
        "What changed in all records after a revision or since a date, up to the revision of this \
         answer: by revision, then by id.",
        vec![
            argument(
                "since",
                TypeRef::named(TypeRef::INT),
                "The number of the revision whose followers are wanted; 0 for all. Either this or \
                 `sinceDate` is given.",
            ),
            argument(
                "sinceDate",
                TypeRef::named("PartialDate"),
                "Instead of `since`: the changes of all revisions published on the first day (UTC) \
                 that this date can mean, or after it.",
            ),
            argument(
                "types",
                TypeRef::named_nn_list("RecordType"),
                "The tables that are wanted; all where none are given.",
            ),
            argument("first", TypeRef::named(TypeRef::INT), format!("How many changes: {page}")),
            argument(
                "after",
                TypeRef::named(TypeRef::STRING),
                "The cursor that the page begins behind. It fits later revisions too.",
            ),
        ],
    );
    fields.add(
        "explain",
        TypeRef::named_nn("Explanation"),
        Does::Root(Root::Rest(RestRoot::Explain)),
        "What became of a record: since when it is there, when it changed, why it was left out, \
         when it was removed, what it is called now; also for identifiers that nobody ever saw. A \
         record has one id: `node` and the fields of tables know no other, and give null for one \
         that was renamed.",
        vec![argument(
            "id",
            TypeRef::named_nn(TypeRef::ID),
            "A global id such as `projects/dakar-reve`, or an address that ends with one.",
        )],
    );
}

/// Adds the formats of files, which connections name.
pub(super) fn add_formats(types: &mut Types, formats: &[FileFormat]) {
    if !formats.is_empty() {
        let values = formats.iter().map(|FileFormat { name, media_type, needs_point }| {
            let of = if *needs_point { ", for tables with a position" } else { "" };
            (name.to_ascii_uppercase(), format!("A file `.{name}` of `{media_type}`{of}."))
        });
        types.enumeration(enumeration(FORMAT, "A format of files.", values));
    }
}

/// Adds the types.
pub(super) fn add(types: &mut Types) {
    datasets(types, types.inputs.contains_key(FORMAT));
    codes(types);
    changes(types);
    explanations::add(types);
}

fn datasets(types: &mut Types, has_files: bool) {
    let optional = || TypeRef::named(TypeRef::STRING);
    let mut fields = Fields::default().with(
        "name",
        string(),
        tree(Tree::Value("name")),
        "Name of the column or link, as in files.",
    );
    fields.add(
        "label",
        string(),
        tree(Tree::Label("label")),
        "Heading for people.",
        vec![labels()],
    );
    let fields = fields
        .with(
            "kind",
            string(),
            tree(Tree::Value("kind")),
            "What it holds: `slug`, the kind of a column such as `date`, `link` to one record, \
             `links` to any number.",
        )
        .with("description", string(), tree(Tree::Value("description")), "What it says.")
        .with(
            "required",
            TypeRef::named_nn(TypeRef::BOOLEAN),
            tree(Tree::Value("required")),
            "Whether every record has a value.",
        )
        .with(
            "codeList",
            optional(),
            tree(Tree::Value("codeList")),
            "Name of the code list of its values, or of the roles of a link.",
        )
        .with(
            "target",
            optional(),
            tree(Tree::Value("target")),
            "Table that a link leads to; null where it can be any.",
        );
    types.object("DatasetField", "A column or a link of a table.", fields.0);

    let url = || TypeRef::named_nn("Url");
    let mut fields =
        Fields::default().with("name", string(), tree(Tree::Value("name")), "Name of the table.");
    fields.add(
        "label",
        string(),
        tree(Tree::Label("label")),
        "Heading for people.",
        vec![labels()],
    );
    fields = fields
        .with("description", string(), tree(Tree::Value("description")), "What a record is.")
        .with(
            "records",
            TypeRef::named_nn(TypeRef::INT),
            tree(Tree::Value("records")),
            "How many records it has.",
        )
        .with(
            "fields",
            list("DatasetField"),
            tree(Tree::Objects("fields")),
            "Its columns and links, in the order of files.",
        )
        .with("url", url(), tree(Tree::Value("url")), "Address of its list over GET.");
    if has_files {
        fields = fields.with(
            "files",
            list("DatasetFile"),
            tree(Tree::Objects("files")),
            "The whole table as files.",
        );
        let file = Fields::default()
            .with("format", TypeRef::named_nn(FORMAT), tree(Tree::Enum("format")), "The format.")
            .with("mediaType", string(), tree(Tree::Value("mediaType")), "Its media type.")
            .with("url", url(), tree(Tree::Value("url")), "Address of the file.");
        types.object("DatasetFile", "A file of a table.", file.0);
    }
    fields = fields
        .with("licence", url(), tree(Tree::Value("licence")), "Address of its licence.")
        .with("publisher", string(), tree(Tree::Value("publisher")), "Name of its publisher.")
        .with(
            "revision",
            TypeRef::named_nn(TypeRef::INT),
            tree(Tree::Value("revision")),
            "Number of the published revision.",
        );
    types.object("Dataset", "A published table.", fields.0);
}

fn codes(types: &mut Types) {
    let mut fields = Fields::default().with(
        "code",
        string(),
        tree(Tree::Value("code")),
        "The code, as in files and filters.",
    );
    fields.add(
        "label",
        string(),
        tree(Tree::Label("label")),
        "What the code means.",
        vec![labels()],
    );
    types.object("CodeListEntry", "A code and what it means.", fields.0);
    let fields = Fields::default()
        .with("name", string(), tree(Tree::Value("name")), "Name of the list.")
        .with("description", string(), tree(Tree::Value("description")), "What its codes say.")
        .with(
            "source",
            string(),
            tree(Tree::Value("source")),
            "Standard that the list comes from, or `OpenCoop`.",
        )
        .with(
            "closed",
            TypeRef::named_nn(TypeRef::BOOLEAN),
            tree(Tree::Value("closed")),
            "Whether this schema has the list as an enum, its codes in capitals.",
        )
        .with(
            "codes",
            list("CodeListEntry"),
            tree(Tree::Objects("codes")),
            "Its codes, in the order of the source.",
        );
    types.object("CodeList", "A list of codes.", fields.0);
}

fn changes(types: &mut Types) {
    let tables = TABLES.iter().map(|table| (table.name.to_ascii_uppercase(), table.doc));
    types.enumeration(enumeration("RecordType", "A published table.", tables));
    let does = |entry| Does::Rest(Rest::Entry(entry));
    let fields = Fields::default()
        .with("recordId", TypeRef::named_nn(TypeRef::ID), does(Entry::Record), "The global id.")
        .with("table", TypeRef::named_nn("RecordType"), does(Entry::Table), "The table.")
        .with("kind", TypeRef::named_nn("ChangeKind"), does(Entry::Kind), "What happened to it.")
        .with(
            "revision",
            TypeRef::named_nn("Revision"),
            does(Entry::Revision),
            "The revision that brought the change.",
        )
        .with(
            "fields",
            list("FieldChange"),
            does(Entry::Fields),
            "The fields that have another value than before; none for a record that was added.",
        )
        .with(
            "node",
            TypeRef::named("Node"),
            does(Entry::Node),
            "The record as it is now; null where it is gone.",
        );
    types.object("RecordChange", "A change of a record in the journal.", fields.0);
    let fields = Fields::default()
        .with(
            "cursor",
            string(),
            Does::Rest(Rest::JournalEdge(JournalEdge::Cursor)),
            "Place of the change in the journal, for `after`.",
        )
        .with(
            "node",
            TypeRef::named_nn("RecordChange"),
            Does::Rest(Rest::JournalEdge(JournalEdge::Node)),
            "The change.",
        );
    types.object("ChangeEdge", "A change in the journal.", fields.0);
    let does = |journal| Does::Rest(Rest::Journal(journal));
    let fields = Fields::default()
        .with("nodes", list("RecordChange"), does(Journal::Nodes), "The changes of the page.")
        .with(
            "edges",
            list("ChangeEdge"),
            does(Journal::Edges),
            "The changes of the page, each with its cursor.",
        )
        .with(
            "pageInfo",
            TypeRef::named_nn("PageInfo"),
            does(Journal::PageInfo),
            "Where the page stands in the journal.",
        );
    types.object("ChangeConnection", "A page of the journal of changes.", fields.0);
}

/// Adds the address of its file to a connection, where there are formats of files.
pub(super) fn export_url(types: &Types, fields: &mut Fields) {
    if !types.inputs.contains_key(FORMAT) {
        return;
    }
    fields.add(
        "exportUrl",
        TypeRef::named_nn("Url"),
        Does::List(List::ExportUrl),
        "Address of the file of exactly the records of this list, all pages, in the order of \
         slugs.",
        vec![argument("format", TypeRef::named_nn(FORMAT), "The format of the file.")],
    );
}
