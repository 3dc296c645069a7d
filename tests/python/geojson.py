"""Holds GeoJSON against RFC 7946 with geojson-pydantic, and compares every cell with what it must be."""

import json
import sys
from decimal import Decimal
from pathlib import Path

from geojson_pydantic import FeatureCollection


def cells(features, expected, name, faults):
    for feature, row in zip(features, expected["rows"], strict=True):
        want = {}
        for column, cell in zip(expected["columns"], row, strict=True):
            value = cell and cell[1]
            want[column] = value
        read = dict(feature["properties"])
        if list(read) != expected["columns"]:
            faults.append(f"{name}: {feature['id']}: columns {list(read)}")
        for column, value in read.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                value = format(Decimal(repr(value)), "f")
                want[column] = format(Decimal(want[column]), "f")
            if value != want[column]:
                faults.append(f"{name}: {feature['id']}: {column} {value!r}, not {want[column]!r}")
        if feature["id"] != f"{expected['name']}/{read['slug']}":
            faults.append(f"{name}: {feature['id']}")
        latitude, longitude = read["point_latitude"], read["point_longitude"]
        point = latitude is not None and {"type": "Point", "coordinates": [longitude, latitude]}
        if feature["geometry"] != (point or None):
            faults.append(f"{name}: {feature['id']}: {feature['geometry']}")
        for number in point["coordinates"] if point else []:
            if abs(Decimal(repr(number)).as_tuple().exponent) > 7:
                faults.append(f"{name}: {feature['id']}: {number} has more than 7 decimals")


def main(folder):
    faults, files = [], sorted(Path(folder).glob("*.geojson"))
    for path in files:
        expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
        document = json.loads(path.read_text("utf-8"))
        FeatureCollection(**document)
        features = document.pop("features")
        about = {
            "type": "FeatureCollection",
            "name": expected["name"],
            "revision": 7,
            "publishedAt": "2026-11-21T10:30:59Z",
            "publisher": "Città & <Comune>",
            "licence": "https://creativecommons.org/licenses/by/4.0/",
            "source": expected["url"] + "geojson",
        }
        if document != about:
            faults.append(f"{path.name}: {document}")
        cells(features, expected, path.name, faults)
    for fault in faults[:40]:
        print(fault[:400])
    print(f"{len(files)} files, {len(faults)} faults")
    return 1 if faults or not files else 0


sys.exit(main(sys.argv[1]))
