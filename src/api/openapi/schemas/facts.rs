//! Answers beside the records: changes, explanations, code lists, the list of tables.

use serde_json::{Map, Value, json};

use super::super::{described, exact, properties, schema};
use super::records::revision;
use crate::about::codes;
use crate::about::explain::State;
use crate::model::TABLES;

/// The schemas, by name.
pub(super) fn all() -> Map<String, Value> {
    properties([
        ("Catalogue", catalogue()),
        ("Changes", changes()),
        ("RecordChange", record_change()),
        ("FieldChange", field_change()),
        ("Explanation", answer(schema("ExplanationOfRecord"))),
        ("ExplanationOfRecord", explanation()),
        ("ImportProblem", problem()),
        ("CodeList", code_list()),
        ("CodeLists", answer(list(&schema("CodeList")))),
        ("CodeListAnswer", answer(schema("CodeList"))),
    ])
}

fn text(doc: &str) -> Value {
    described(json!({ "type": "string" }), doc)
}

fn text_or_null(doc: &str) -> Value {
    described(json!({ "type": ["string", "null"] }), doc)
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn number(doc: &str) -> Value {
    described(json!({ "type": "integer", "minimum": 1 }), doc)
}

fn number_or_null(doc: &str) -> Value {
    described(json!({ "type": ["integer", "null"], "minimum": 1 }), doc)
}

fn answer(data: Value) -> Value {
    exact(properties([("data", data), ("revision", revision()), ("licence", schema("Url"))]))
}

fn table_name() -> Value {
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    json!({ "type": "string", "enum": names })
}

fn changes() -> Value {
    let page = exact(properties([
        ("next", text_or_null("Address of the next page; `null` on the last one.")),
        (
            "cursor",
            text_or_null(
                "Place of the last change of the page, for `after`, which fits later revisions \
                 too; `null` where the page is empty.",
            ),
        ),
    ]));
    exact(properties([
        ("data", list(&schema("RecordChange"))),
        ("page", page),
        ("revision", revision()),
        ("licence", schema("Url")),
    ]))
}

fn record_change() -> Value {
    let schema = exact(properties([
        ("id", schema("Id")),
        ("table", table_name()),
        ("kind", kind()),
        ("revision", number("The revision that brought the change.")),
        ("fields", list(&schema("FieldChange"))),
        ("url", text_or_null("Address of the record; `null` where it is gone.")),
    ]));
    described(schema, "A change of a record.")
}

fn kind() -> Value {
    json!({ "type": "string", "enum": ["added", "changed", "removed"] })
}

fn field_change() -> Value {
    let schema = exact(properties([
        ("name", text("The field, as the header of a file names it.")),
        ("before", text_or_null("What it held before; `null` if it was empty.")),
        ("after", text_or_null("What it held after; `null` if it was emptied.")),
    ]));
    described(schema, "A field of a record before and after a revision, as files write it.")
}

fn explanation() -> Value {
    let change = exact(properties([
        ("revision", number("The revision that brought the change.")),
        ("kind", kind()),
        ("fields", list(&schema("FieldChange"))),
    ]));
    let refusal = exact(properties([
        ("revision", number("The revision that the import published without it.")),
        ("problem", schema("ImportProblem")),
    ]));
    let states: Vec<&str> = State::ALL.iter().map(|(state, _)| state.name()).collect();
    let meanings: Vec<String> =
        State::ALL.iter().map(|(state, doc)| format!("`{}`: {doc}", state.name())).collect();
    let state = described(json!({ "type": "string", "enum": states }), &meanings.join(" "));
    let schema = exact(properties([
        ("id", text("The id that was asked for.")),
        ("state", state),
        (
            "renamed_to",
            text_or_null("The id that it leads to now; `null` where it was not renamed."),
        ),
        ("sentence", described(schema("Label"), "The explanation as a sentence or two.")),
        ("added_in", number_or_null("The revision that added it, the last time.")),
        ("changed_in", number_or_null("The last revision that changed it after that.")),
        ("removed_in", number_or_null("The revision that removed it, or renamed its record.")),
        ("changes", described(list(&change), "What changed, the oldest change first.")),
        ("refusals", described(list(&refusal), "What imports left out of it, the oldest first.")),
    ]));
    described(schema, "What became of a record.")
}

fn problem() -> Value {
    let mut schema = exact(properties([
        ("file", text("The name of the file.")),
        ("line", number_or_null("The line, from 1; `null` for the file as a whole.")),
        ("column", text_or_null("The column of the file; `null` for the row as a whole.")),
        ("value", text_or_null("What stands there, shortened.")),
        ("code", text("The stable code.")),
        ("message", text("What is wrong, as a sentence.")),
        ("hint", text("How to mend it.")),
    ]));
    schema["properties"]["record"] = text("The id of the record that the row is of.");
    described(schema, "What is wrong with a row that an import left out.")
}

fn code_list() -> Value {
    let names: Vec<&str> = codes::names().collect();
    let code = exact(properties([
        ("code", text("The code, as in files and filters.")),
        ("label", schema("Label")),
    ]));
    let schema = exact(properties([
        ("name", json!({ "type": "string", "enum": names })),
        ("description", text("What its codes say.")),
        ("source", text("The standard that the list comes from, or `OpenCoop`.")),
        (
            "closed",
            described(json!({ "type": "boolean" }), "Whether the list is an enum of GraphQL."),
        ),
        ("codes", list(&code)),
    ]));
    described(schema, "A list of codes.")
}

fn catalogue() -> Value {
    let any = || json!({ "type": "string" });
    let file = exact(properties([("format", any()), ("mediaType", any()), ("url", schema("Url"))]));
    let field = exact(properties([
        ("name", text("Name of the column or link, as in files.")),
        ("kind", text("What it holds: `slug`, the kind of a column, `link` or `links`.")),
        ("label", schema("Label")),
        ("description", text("What it says.")),
        ("required", json!({ "type": "boolean" })),
        ("codeList", text_or_null("Name of the code list of its values or roles.")),
        ("target", text_or_null("Table that a link leads to; `null` where it can be any.")),
    ]));
    let table = exact(properties([
        ("name", table_name()),
        ("label", schema("Label")),
        ("description", any()),
        ("records", json!({ "type": "integer", "minimum": 0 })),
        ("list", any()),
        ("files", list(&any())),
        ("formats", list(&file)),
        ("fields", list(&field)),
        ("url", schema("Url")),
        ("licence", schema("Url")),
        ("publisher", any()),
        ("revision", revision()),
    ]));
    exact(properties([
        ("revision", revision()),
        ("publishedAt", schema("Instant")),
        ("publisher", exact(properties([("name", any()), ("contact", any())]))),
        ("licence", schema("Url")),
        ("baseUrl", schema("Url")),
        ("graphql", any()),
        ("schema", any()),
        ("openapi", any()),
        ("codelists", any()),
        ("changes", any()),
        ("tables", list(&table)),
    ]))
}
