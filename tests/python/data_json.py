"""Judges a data.json by our schema of DCAT-US 1.1. data_json.py FILE SCHEMA DATASETS"""

import copy
import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

FAULTS = []


def check(condition, what):
    if not condition:
        FAULTS.append(what)


def faults_of(document, validator):
    for error in validator.iter_errors(document):
        yield f"{error.json_path}: {error.message[:200]}"
    datasets = document.get("dataset", [])
    for name in ("identifier", "title", "landingPage"):
        values = [dataset.get(name) for dataset in datasets]
        if len(set(values)) != len(values):
            yield f"a {name} stands twice"


def broken(document, validator):
    """The document wrong in one thing each, by what is wrong."""
    def change(what, work):
        changed = copy.deepcopy(document)
        work(changed)
        return what, changed

    yield change("no conformsTo", lambda it: it.pop("conformsTo"))
    yield change("no dataset", lambda it: it.update(dataset=[]))
    yield change("a dataset twice", lambda it: it["dataset"].append(it["dataset"][0]))
    yield change("an identifier twice", lambda it: it["dataset"][1].update(identifier=it["dataset"][0]["identifier"]))
    for name in validator.schema["$defs"]["dataset"]["required"]:
        yield change(f"no {name}", lambda it, name=name: it["dataset"][0].pop(name))
        yield change(f"{name} null", lambda it, name=name: it["dataset"][0].update({name: None}))
    for name in validator.schema["$defs"]["distribution"]["required"]:
        yield change(f"a file without {name}", lambda it, name=name: it["dataset"][0]["distribution"][0].pop(name))
    for name, value in [
        ("accrualPeriodicity", "DAILY"),
        ("accrualPeriodicity", "R/P"),
        ("modified", "yesterday"),
        ("license", "cc-by"),
        ("landingPage", "/dataset/projects"),
        ("accessLevel", "open"),
        ("contactPoint", {"@type": "vcard:Contact", "fn": "a", "hasEmail": "a@example.org"}),
        ("publisher", "Comune di Milano"),
        ("temporal", "2018"),
        ("title", " "),
        ("keyword", []),
        ("keyword", "a,b"),
        ("theme", None),
    ]:
        yield change(f"{name}: {value}", lambda it, name=name, value=value: it["dataset"][0].update({name: value}))
    for name, value in [("mediaType", "text/csv; charset=utf-8"), ("downloadURL", "export/projects.csv")]:
        yield change(
            f"{name}: {value}",
            lambda it, name=name, value=value: it["dataset"][0]["distribution"][0].update({name: value}),
        )


def main(file, schema, count):
    schema = json.loads(Path(schema).read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    document = json.loads(Path(file).read_text())
    FAULTS.extend(faults_of(document, validator))
    check(len(document["dataset"]) == int(count), f"{len(document['dataset'])} datasets, not {count}")
    for what, wrong in broken(document, validator):
        check(list(faults_of(wrong, validator)), f"the check takes {what}")
    for fault in FAULTS[:30]:
        print(fault)
    return 1 if FAULTS else 0


sys.exit(main(*sys.argv[1:]))
