"""Reads workbooks with openpyxl and calamine, and compares every cell with what it must be.

Beside each `NAME.xlsx` stands `NAME.expected.json` with the name, the columns, and for each cell its
kind and value.
"""

import datetime
import json
import re
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_DAY = datetime.date(1900, 3, 1)


def wanted(cell):
    """The value that a spreadsheet must have for a cell of a kind."""
    if cell is None:
        return None
    kind, value = cell
    if kind == "number":
        digits = Decimal(value).as_tuple().digits
        return Decimal(value) if len(digits) <= 15 else value
    if kind == "date" and DAY.fullmatch(value):
        day = datetime.date.fromisoformat(value)
        return day if day >= FIRST_DAY else value
    return value


def same(want, read):
    if isinstance(want, Decimal):
        is_number = isinstance(read, (int, float)) and not isinstance(read, bool)
        return is_number and Decimal(repr(read)) == want
    if isinstance(want, datetime.date):
        if isinstance(read, datetime.datetime):
            return read.time() == datetime.time() and read.date() == want
        return read == want
    return type(read) is type(want) and read == want


def check_parts(path, faults):
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            faults.append(f"{path.name}: a part is damaged")
        for part in archive.infolist():
            if part.date_time != (2026, 11, 21, 10, 30, 58):
                faults.append(f"{path.name}: {part.filename} is dated {part.date_time}")
            text = archive.read(part)
            ElementTree.fromstring(text)
            if b"<f>" in text or b"<f " in text:
                faults.append(f"{path.name}: {part.filename} has a formula")


def check_about(path, book, expected, faults):
    italian = path.stem == "selected"
    sheet = book.worksheets[1]
    if sheet.title != ("Informazioni" if italian else "about"):
        faults.append(f"{path.name}: the second sheet is {sheet.title}")
    rows = [[cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    facts = {row[0]: row[1] for row in rows[:10]}
    for key, value in {
        "Nome" if italian else "Name": expected["name"],
        "Fonte" if italian else "Source": expected["url"] + "xlsx",
        "Titolare" if italian else "Publisher": "Città & <Comune>",
        "Licenza" if italian else "Licence": "https://creativecommons.org/licenses/by/4.0/",
        "Revisione" if italian else "Revision": 7,
        "Pubblicata il (UTC)" if italian else "Published at (UTC)": "2026-11-21T10:30:59Z",
        "Numero di righe" if italian else "Number of lines": len(expected["rows"]),
    }.items():
        if facts.get(key) != value:
            faults.append(f"{path.name}: {key} is {facts.get(key)!r}, not {value!r}")
    described = rows[12:]
    if [row[0] for row in described] != expected["columns"]:
        faults.append(f"{path.name}: columns described are {[row[0] for row in described]}")
    if any(not row[1] or not row[2] for row in described):
        faults.append(f"{path.name}: a column has no label or no kind")


def check(path):
    faults = []
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text("utf-8"))
    columns, rows = expected["columns"], expected["rows"]
    check_parts(path, faults)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    last = f"{get_column_letter(len(columns))}{len(rows) + 1}"
    for what, is_so in {
        "name of the sheet": sheet.title == expected["name"][:31],
        "frozen header": sheet.freeze_panes == "A2",
        "filter": sheet.auto_filter.ref == f"A1:{last}",
        "dimension": sheet.dimensions == f"A1:{last}",
        "bold header": all(cell.font.b for cell in sheet[1]),
        "header": [cell.value for cell in sheet[1]] == columns,
        "creator": book.properties.creator == "Città & <Comune>",
        "moment": book.properties.created == datetime.datetime(2026, 11, 21, 10, 30, 59),
    }.items():
        if not is_so:
            faults.append(f"{path.name}: {what}")
    check_about(path, book, expected, faults)
    read = [[cell for cell in row] for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1)]
    by_calamine = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    again = by_calamine.to_python(skip_empty_area=False)[1:]
    compared = 0
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            want = wanted(cell)
            one = read[at][column]
            value = unescape(one.value) if isinstance(one.value, str) else one.value
            if not same(want, value):
                faults.append(f"{path.name}: {one.coordinate}: openpyxl {value!r}, not {want!r}")
            if isinstance(want, datetime.date) and one.number_format != r"yyyy\-mm\-dd":
                faults.append(f"{path.name}: {one.coordinate}: {one.number_format}")
            if isinstance(want, str) and want[:1] in "=+-@'" and not one.quotePrefix:
                faults.append(f"{path.name}: {one.coordinate}: may be edited into a formula")
            other = again[at][column] if column < len(again[at]) else ""
            if isinstance(other, str):
                # calamine leaves the two numbers that are no characters as they are in the file.
                other = other.replace("_xFFFE_", "\ufffe").replace("_xFFFF_", "\uffff")
            if not same("" if want is None else want, other):
                faults.append(f"{path.name}: {one.coordinate}: calamine {other!r}, not {want!r}")
            compared += 1
    return compared, faults


def main(folder):
    compared, faults = 0, []
    files = sorted(Path(folder).glob("*.xlsx"))
    for path in files:
        number, found = check(path)
        compared += number
        faults += found
    for fault in faults[:40]:
        print(fault[:400])
    print(f"{len(files)} workbooks, {compared} cells, {len(faults)} faults")
    return 1 if faults or len(files) < 20 or compared < 500 else 0


sys.exit(main(sys.argv[1]))
