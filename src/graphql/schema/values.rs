//! The types that are the same whatever the tables: values, pages, revisions, history.

use async_graphql::dynamic::TypeRef;

use super::does::{
    Change, Code, Does, FieldChange, Money, Page, Point, Problem, Report, Revision, Translation,
};
use super::words::{Argument, Fields, Types, argument, enumeration};
use crate::model::codes::CODE_LISTS;

/// Adds them.
pub(super) fn add(types: &mut Types) {
    codes(types);
    cells(types);
    page(types);
    revision(types);
    history(types);
    types.enumeration(enumeration(
        "OrderDirection",
        "Which end of an order comes first.",
        [("ASC", "From the least to the greatest."), ("DESC", "From the greatest to the least.")],
    ));
}

fn string() -> TypeRef {
    TypeRef::named(TypeRef::STRING)
}

fn string_nn() -> TypeRef {
    TypeRef::named_nn(TypeRef::STRING)
}

fn int_nn() -> TypeRef {
    TypeRef::named_nn(TypeRef::INT)
}

fn codes(types: &mut Types) {
    for list in CODE_LISTS {
        let doc = format!("{} Source of the list: {}.", list.doc, list.source);
        if list.closed {
            let values = list.codes.iter();
            let values = values
                .map(|entry| (entry.code.to_ascii_uppercase(), format!("{}.", entry.label.en)));
            types.enumeration(enumeration(list.name, doc, values));
            continue;
        }
        let mut fields = Fields::default().with(
            "code",
            string_nn(),
            Does::Code(Code::Code),
            "The code, as in files and filters.",
        );
        let language: Argument = argument(
            "language",
            TypeRef::named_nn_list("LanguageTag"),
            "Languages from the most to the least wanted; English where none of them is there.",
        );
        fields.add(
            "label",
            string_nn(),
            Does::Code(Code::Label),
            "What the code means.",
            vec![language],
        );
        types.object(list.name, doc, fields.0);
    }
}

fn cells(types: &mut Types) {
    let fields = Fields::default()
        .with(
            "language",
            TypeRef::named_nn("LanguageTag"),
            Does::Translation(Translation::Language),
            "The language.",
        )
        .with("text", string_nn(), Does::Translation(Translation::Text), "The text.");
    types.object("Translation", "A text in one language.", fields.0);

    let fields = Fields::default()
        .with(
            "amount",
            TypeRef::named_nn("Decimal"),
            Does::Money(Money::Amount),
            "The amount, exactly as stated.",
        )
        .with(
            "currency",
            string_nn(),
            Does::Money(Money::Currency),
            "The currency (ISO 4217), such as `EUR`.",
        );
    types.object("Money", "An exact amount in its own currency.", fields.0);

    let float = || TypeRef::named_nn(TypeRef::FLOAT);
    let fields = Fields::default()
        .with("latitude", float(), Does::Point(Point::Latitude), "Degrees north of the equator.")
        .with("longitude", float(), Does::Point(Point::Longitude), "Degrees east of Greenwich.");
    types.object("Point", "A position on Earth (WGS 84).", fields.0);
}

fn page(types: &mut Types) {
    let truth = || TypeRef::named_nn(TypeRef::BOOLEAN);
    let fields = Fields::default()
        .with("hasNextPage", truth(), Does::Page(Page::HasNext), "Whether records follow the page.")
        .with(
            "hasPreviousPage",
            truth(),
            Does::Page(Page::HasPrevious),
            "Whether records come before the page.",
        )
        .with(
            "startCursor",
            string(),
            Does::Page(Page::Start),
            "Cursor of the first record of the page; null where the page is empty.",
        )
        .with(
            "endCursor",
            string(),
            Does::Page(Page::End),
            "Cursor of the last record of the page, for `after`; null where the page is empty.",
        );
    types.object("PageInfo", "Where a page stands in its list.", fields.0);
}

fn revision(types: &mut Types) {
    let moment = || TypeRef::named_nn("DateTime");
    let fields = Fields::default()
        .with("number", int_nn(), Does::Revision(Revision::Number), "Number; it counts up from 1.")
        .with(
            "publishedAt",
            moment(),
            Does::Revision(Revision::PublishedAt),
            "When it was published.",
        )
        .with(
            "importReport",
            TypeRef::named("ImportReport"),
            Does::Revision(Revision::Report),
            "Report of the import that made it.",
        );
    types.object("Revision", "A published state of all data.", fields.0);

    let report = |name: &str, does, doc: &str| (name.to_owned(), does, doc.to_owned());
    let mut fields = Fields::default()
        .with("startedAt", moment(), Does::Report(Report::StartedAt), "When the import began.")
        .with("finishedAt", moment(), Does::Report(Report::FinishedAt), "When it ended.");
    for (name, does, doc) in [
        report("rows", Report::Rows, "How many records and pairs it read."),
        report("added", Report::Added, "How many records it added."),
        report("changed", Report::Changed, "How many records it changed."),
        report("removed", Report::Removed, "How many records it removed."),
        report("refused", Report::Refused, "How many rows it left out because of problems."),
    ] {
        fields = fields.with(name, int_nn(), Does::Report(does), doc);
    }
    fields = fields.with(
        "problems",
        TypeRef::named_nn_list_nn("Problem"),
        Does::Report(Report::Problems),
        "The problems that it found.",
    );
    types.object("ImportReport", "What an import did.", fields.0);
    problem(types);
}

fn problem(types: &mut Types) {
    let does = Does::Problem;
    let fields = Fields::default()
        .with("file", string_nn(), does(Problem::File), "The file.")
        .with(
            "line",
            TypeRef::named(TypeRef::INT),
            does(Problem::Line),
            "Line on which the record begins, from 1; null where the whole file is meant.",
        )
        .with(
            "column",
            string(),
            does(Problem::Column),
            "Column of the file; null where the whole record is meant.",
        )
        .with("value", string(), does(Problem::Value), "What stands there, shortened.")
        .with("code", string_nn(), does(Problem::Code), "Stable code of the problem.")
        .with("message", string_nn(), does(Problem::Message), "What is wrong, as a sentence.")
        .with("hint", string_nn(), does(Problem::Hint), "How to mend it.")
        .with(
            "recordId",
            TypeRef::named(TypeRef::ID),
            does(Problem::Record),
            "Global id of the record that the row is of, where it can be read.",
        );
    types.object("Problem", "One thing that was wrong with the data given to an import.", fields.0);
}

fn history(types: &mut Types) {
    let fields = Fields::default()
        .with(
            "revision",
            TypeRef::named_nn("Revision"),
            Does::Change(Change::Revision),
            "The revision that brought the change.",
        )
        .with(
            "kind",
            TypeRef::named_nn("ChangeKind"),
            Does::Change(Change::Kind),
            "What happened to the record.",
        )
        .with(
            "fields",
            TypeRef::named_nn_list_nn("FieldChange"),
            Does::Change(Change::Fields),
            "The fields that have another value than before; none for a record that was added.",
        );
    types.object("Change", "A change of a record.", fields.0);
    types.enumeration(enumeration(
        "ChangeKind",
        "What can happen to a record.",
        [
            ("ADDED", "The record is new."),
            ("CHANGED", "Fields of the record have other values."),
            ("REMOVED", "The record is gone."),
        ],
    ));
    let fields = Fields::default()
        .with(
            "name",
            string_nn(),
            Does::FieldChange(FieldChange::Name),
            "Name of the field, as in files.",
        )
        .with(
            "before",
            string(),
            Does::FieldChange(FieldChange::Before),
            "The value before, as in files; null where there was none.",
        )
        .with(
            "after",
            string(),
            Does::FieldChange(FieldChange::After),
            "The value after, as in files; null where there is none.",
        );
    types.object("FieldChange", "A field that changed.", fields.0);
}
