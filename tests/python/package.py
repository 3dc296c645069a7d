"""Reads the package and the descriptions of a server with libraries that are not ours.

`package.py FOLDER`: the folder holds what was in `opencoop.zip`, and `NAME.ndjson` and
`NAME.schema.json` of each file in the folder `lines` beside it.
"""

import csv
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from csvw import CSVW
from frictionless import Package, system, validate
from jsonschema import Draft202012Validator

FAULTS = []


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def frictionless_errors(folder):
    with system.use_context(trusted=True):
        report = validate(str(folder / "datapackage.json"))
    return [error.type for task in report.tasks for error in task.errors] + [e.type for e in report.errors]


def broken(folder, name, change):
    """The errors of the package after a change of the bytes of one file."""
    with tempfile.TemporaryDirectory() as other:
        copy = Path(other) / "package"
        shutil.copytree(folder, copy)
        path = copy / name
        path.write_bytes(change(path.read_bytes()))
        return frictionless_errors(copy)


def package(folder):
    descriptor = json.loads((folder / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    beside = {path.stem for path in folder.glob("*.csv")}
    check(set(resources) == beside, f"resources {set(resources) ^ beside}")
    check(frictionless_errors(folder) == [], f"the package: {frictionless_errors(folder)[:5]}")
    found = broken(folder, "projects.csv", lambda text: text.replace(b"APRIRE", b"APRIRF", 1))
    check("hash-count" in found, f"a changed byte: {found}")
    found = broken(folder, "countries.csv", lambda text: text[: text.rstrip().rfind(b"\r\n") + 2])
    check({"hash-count", "byte-count"} & set(found), f"a cut row: {found}")
    # Without size and hash the schema alone must see what is wrong.
    with tempfile.TemporaryDirectory() as other:
        copy = Path(other) / "package"
        shutil.copytree(folder, copy)
        for resource in descriptor["resources"]:
            del resource["bytes"], resource["hash"]
        (copy / "datapackage.json").write_text(json.dumps(descriptor))
        check(frictionless_errors(copy) == [], "the package without sizes")
        for name, change, wanted in [
            ("project_countries.csv", lambda text: text.rstrip() + b"\r\nno-such,ke,stated\r\n", "foreign-key"),
            ("countries.csv", lambda text: text + text.split(b"\r\n")[1] + b"\r\n", "primary-key"),
            ("projects.csv", lambda text: text.replace(b",2018", b",18-2", 1), "constraint-error"),
            ("cities.csv", lambda text: text.replace(b",4.88969,", b",4;88969,", 1), "type-error"),
        ]:
            found = broken(copy, name, change)
            check(wanted in found, f"{name}: {wanted} is not in {found}")


def dictionary(folder):
    with open(folder / "dictionary.csv", newline="") as file:
        told = [(line["table"], line["name"]) for line in csv.DictReader(file)]
    there = []
    for path in folder.glob("*.csv"):
        if path.stem not in ("dictionary", "codes"):
            with open(path, newline="") as file:
                there += [(path.stem, name) for name in next(csv.reader(file))]
    check(len(told) == len(set(told)), "the dictionary tells a field twice")
    check(set(told) == set(there), f"the dictionary: {set(told) ^ set(there)}")
    with open(folder / "codes.csv", newline="") as file:
        codes = {(line["list"], line["code"]) for line in csv.DictReader(file)}
    with open(folder / "dictionary.csv", newline="") as file:
        for line in csv.DictReader(file):
            if line["code_list"]:
                with open(folder / f"{line['table']}.csv", newline="") as lines:
                    for row in csv.DictReader(lines):
                        code = row[line["name"]]
                        check(not code or (line["code_list"], code) in codes, f"{line}: {code}")


def metadata(folder):
    for path in sorted(folder.glob("*.csv-metadata.json")):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                described = CSVW(str(path), validate=True)
                check(described.is_valid and not described.warnings, f"{path.name}: {described.warnings}")
                rows = list(described.tables[0].iterdicts(strict=True))
            except Exception as error:  # noqa: BLE001: whatever it is, it is a fault
                check(False, f"{path.name}: {error!r}")
                continue
        name = path.name.removesuffix("-metadata.json")
        with open(folder / name, newline="") as file:
            header, *lines = csv.reader(file)
        document = json.loads(path.read_text())
        columns = [column["name"] for column in document["tableSchema"]["columns"]]
        check(document["url"] == name and columns == header, f"{path.name}: {columns} {header}")
        check(len(rows) == len(lines), f"{path.name}: {len(rows)} of {len(lines)} lines")
    with tempfile.TemporaryDirectory() as other:
        name = "countries.csv"
        shutil.copy(folder / f"{name}-metadata.json", other)
        text = (folder / name).read_bytes()
        first = text.split(b"\r\n")[1]
        for what, wrong in [("a key twice", text + first + b"\r\n"), ("a number", text.replace(b",42.", b",x42.", 1))]:
            (Path(other) / name).write_bytes(wrong)
            try:
                holds = CSVW(str(Path(other) / f"{name}-metadata.json"), validate=True).is_valid
            except ValueError:
                holds = False
            check(not holds, f"{name} is valid with {what}")


def schemas(folder):
    lines_of, files = 0, 0
    for path in sorted((folder / "lines").glob("*.ndjson")):
        schema = json.loads(path.with_suffix(".schema.json").read_text())
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        files, lines_of = files + 1, lines_of + len(lines)
        for line in lines:
            for error in validator.iter_errors(line):
                check(False, f"{path.name}: {error.json_path}: {error.message[:200]}")
            check(list(line) == list(schema["properties"]), f"{path.name}: {list(line)}")
        for line in lines[:1]:
            name = next(iter(line))
            for wrong in [{**line, name: None}, {**line, "other": 1}, {**line, name: "No slug"}]:
                check(not validator.is_valid(wrong), f"{path.name} takes {wrong}")
            check(not validator.is_valid({key: line[key] for key in list(line)[1:]}), f"{path.name} takes a part")
            for key, rule in schema["properties"].items():
                if "enum" in rule or "pattern" in rule:
                    check(not validator.is_valid({**line, key: "?"}), f"{path.name} {key} takes `?`")
    check(files > 20 and lines_of > 1000, f"{lines_of} lines of {files} files")
    print(f"{lines_of} lines of {files} files")


def main(folder):
    for judge in (package, dictionary, metadata, schemas):
        judge(folder)
    for fault in FAULTS[:30]:
        print(fault)
    print(f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


sys.exit(main(Path(sys.argv[1])))
