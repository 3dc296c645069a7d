"""Every value of every file of a server is the same in all formats.

usage: formats.py BASE_URL. Reads each file with a library that is not OpenCoop's, compares all cells
with those of the CSV file, and prints how many it compared. Exit code 1 names what differs.
"""

import csv
import datetime
import decimal
import io
import json
import sqlite3
import sys
import tempfile
import urllib.request
import zipfile

import openpyxl
import pyarrow.parquet


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def from_csv(data):
    text = data.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return rows[0], rows[1:]


def of_objects(objects, columns):
    for item in objects:
        assert list(item) == columns, (list(item), columns)
    return columns, [list(item.values()) for item in objects]


def from_json(data, columns):
    return of_objects(json.loads(data)["data"], columns)


def from_ndjson(data, columns):
    return of_objects([json.loads(line) for line in data.decode().splitlines()], columns)


def from_geojson(data, columns):
    return of_objects([item["properties"] for item in json.loads(data)["features"]], columns)


def from_parquet(data, _):
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    lists = [column.to_pylist() for column in table.columns]
    return table.column_names, [list(row) for row in zip(*lists)] if table.num_rows else []


def from_xlsx(data, _):
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    width = len(rows[0])
    return rows[0], [row + [None] * (width - len(row)) for row in rows[1:]]


READERS = {
    "json": from_json,
    "ndjson": from_ndjson,
    "geojson": from_geojson,
    "parquet": from_parquet,
    "xlsx": from_xlsx,
}


def same(text, value):
    """Whether a value says what the text of a CSV cell says."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if isinstance(value, (int, float, decimal.Decimal)):
        return text != "" and decimal.Decimal(text) == decimal.Decimal(str(value))
    if isinstance(value, datetime.datetime):
        return text in (value.date().isoformat(), value.strftime("%Y-%m-%dT%H:%M:%SZ"))
    if isinstance(value, datetime.date):
        return text == value.isoformat()
    return text == value


def compare(place, expected, found, sort):
    (columns, rows), (other_columns, other_rows) = expected, found
    assert columns == list(other_columns), f"{place}: {columns} and {other_columns}"
    if sort:
        key = lambda row: [str(cell or "") for cell in row]
        rows, other_rows = sorted(rows, key=key), sorted(other_rows, key=key)
    assert len(rows) == len(other_rows), f"{place}: {len(rows)} and {len(other_rows)} rows"
    for number, (row, other) in enumerate(zip(rows, other_rows)):
        for column, text, value in zip(columns, row, other, strict=True):
            where = f"{place}, row {number}, {column}"
            assert same(text, value), f"{where}: {text!r} in CSV, {value!r}"
    return len(rows) * len(columns)


def main(base):
    files = json.loads(fetch(f"{base}/export"))["files"]
    by_format = {}
    for file in files:
        name, form = file["name"].rsplit(".", 1)
        by_format.setdefault(form, []).append(name)
    package = zipfile.ZipFile(io.BytesIO(fetch(f"{base}/export/opencoop.zip")))
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(fetch(f"{base}/export/opencoop.sqlite"))
        kept.flush()
        database = sqlite3.connect(kept.name)
        cells = {}
        for name in by_format["csv"]:
            data = fetch(f"{base}/export/{name}.csv")
            assert package.read(f"{name}.csv") == data, f"{name}.csv in the package"
            expected = from_csv(data)
            answer = database.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in answer.description]
            found = columns, [list(row) for row in answer]
            cells["sqlite"] = cells.get("sqlite", 0) + compare(f"{name} in SQLite", expected, found, True)
            for form, read in READERS.items():
                if name not in by_format[form]:
                    assert form == "geojson", f"there is no {name}.{form}"
                    continue
                found = read(fetch(f"{base}/export/{name}.{form}"), expected[0])
                count = compare(f"{name}.{form}", expected, found, False)
                cells[form] = cells.get(form, 0) + count
    assert len({cells[form] for form in cells if form != "geojson"}) == 1, cells
    print(json.dumps(cells))


main(sys.argv[1])
