"""Compares files of tables with the CSV of the same table, cell by cell.

Read by libraries that are not ours: `tables.py parquet FOLDER` reads `NAME.parquet` with pyarrow
and with DuckDB, `tables.py sqlite FOLDER` reads `opencoop.sqlite` with Python's own sqlite3. Both
compare with `NAME.csv` in the same folder, whatever the tables are called.
"""

import csv
import datetime
import decimal
import json
import pathlib
import sqlite3
import sys

csv.field_size_limit(1 << 30)
FOLDER = pathlib.Path(sys.argv[2])


def tables():
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        yield path.stem, header, rows


def same(value, cell):
    """Whether a typed value is what a cell of CSV says."""
    if value is None or cell == "":
        return value is None and cell == ""
    if isinstance(value, bool):
        return cell == ("true" if value else "false")
    if isinstance(value, decimal.Decimal):
        return value == decimal.Decimal(cell)
    if isinstance(value, int):
        return decimal.Decimal(value) == decimal.Decimal(cell)
    if isinstance(value, float):
        return value == float(cell)
    if isinstance(value, datetime.datetime):
        return value == datetime.datetime.fromisoformat(cell.replace("Z", "+00:00"))
    return value == cell


def compare(source, name, header, rows, found_header, found):
    assert list(found_header) == header, (source, name, found_header, header)
    assert len(found) == len(rows), (source, name, len(found), len(rows))
    for number, (one, two) in enumerate(zip(found, rows), 1):
        for column, value, cell in zip(header, one, two):
            assert same(value, cell), (source, name, number, column, value, cell)


def parquet():
    import duckdb
    import pyarrow
    import pyarrow.parquet

    kinds, count = set(), 0
    for name, header, rows in tables():
        path = FOLDER / f"{name}.parquet"
        file = pyarrow.parquet.ParquetFile(path)
        table = file.read()
        table.validate(full=True)
        compare("pyarrow", name, header, rows, table.column_names, list(zip(*(c.to_pylist() for c in table.columns))))
        for field in table.schema:
            assert (
                field.type in (pyarrow.string(), pyarrow.int64(), pyarrow.float64(), pyarrow.bool_())
                or field.type == pyarrow.timestamp("ms", tz="UTC")
                or (pyarrow.types.is_decimal128(field.type) and field.type.precision == 38)
            ), (name, field)
            kinds.add(str(field.type).split("(")[0])
        metadata = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
        for key in ["revision", "publishedAt", "publisher", "licence", "source"]:
            assert key in metadata, (name, key)
        assert metadata["name"] == name and metadata["source"].endswith(f"/export/{name}.parquet")
        assert [column["name"] for column in json.loads(metadata["columns"])] == header
        assert file.metadata.created_by.startswith("opencoop version ")
        duck = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
        found = duck.fetchall()
        count += 1
        compare("duckdb", name, header, rows, [column[0] for column in duck.description], found)
    # A selection has one table, and not all types.
    assert count == 1 or {"string", "int64", "double", "decimal128"} <= kinds, kinds


def sqlite():
    database = sqlite3.connect(f"file:{FOLDER / 'opencoop.sqlite'}?mode=ro", uri=True)
    ask = lambda question, *values: database.execute(question, values).fetchall()
    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert ask("PRAGMA foreign_key_check") == []
    names = {name for (name,) in ask("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    seen = {"about", "columns", "codes"}
    for name, header, rows in tables():
        seen.add(name)
        about = {row[0]: row for row in ask(f"SELECT name, kind, required, code_list FROM columns WHERE table_name = '{name}'")}
        assert list(about) == header or set(about) == set(header), (name, about, header)
        columns = ask(f'PRAGMA table_info("{name}")')
        storage = {row[1]: row[2] for row in columns}
        truths = {column for column in header if about[column][1] == "boolean"}
        answer = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
        found = answer.fetchall()
        found = [
            [bool(v) if c in truths and v is not None else v for c, v in zip(header, row)]
            for row in found
        ]
        compare("sqlite3", name, header, rows, [column[0] for column in answer.description], found)
        for column in header:
            kind = about[column][1]
            wanted = {
                "integer": ["INTEGER"], "boolean": ["INTEGER"], "degrees": ["REAL"],
                "decimal": ["NUMERIC", "TEXT"],
            }.get(kind, ["TEXT"])
            assert storage[column] in wanted, (name, column, kind, storage[column])
            types = {t for (t,) in ask(f'SELECT DISTINCT typeof("{column}") FROM "{name}"')}
            allowed = {"INTEGER": {"integer"}, "REAL": {"real"}, "NUMERIC": {"integer", "real"}, "TEXT": {"text"}}
            assert types <= allowed[storage[column]] | {"null"}, (name, column, types)
            if about[column][3]:
                unknown = ask(
                    f'SELECT "{column}" FROM "{name}" WHERE "{column}" NOT IN '
                    "(SELECT code FROM codes WHERE list = ?)", about[column][3]
                )
                assert not unknown, (name, column, unknown)
        # A table is found by its slug, a link from both its ends.
        keys = [row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]]
        assert keys == ["slug"] if "slug" in header else keys[:2] == header[:2], (name, keys)
        links = {row[3] for row in ask(f'PRAGMA foreign_key_list("{name}")')}
        indexed = {ask(f'PRAGMA index_info("{row[1]}")')[0][2] for row in ask(f'PRAGMA index_list("{name}")')}
        assert links <= indexed, (name, links, indexed)
    assert names == seen, names ^ seen
    facts = dict(ask("SELECT key, value FROM about"))
    assert set(facts) == {"revision", "published_at", "publisher", "licence", "source"}, facts


{"parquet": parquet, "sqlite": sqlite}[sys.argv[1]]()
