"""Holds the answers of a server against its own OpenAPI document, more strictly than a fuzzer can.

A list without `fields`, `include` and `language` gives whole records: each must fit the schema of
whole records, and every field of that schema must occur. With them it must fit that of parts.
"""

import json
import sys
import urllib.request

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012


def get(url):
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def main(server):
    document = get(f"{server}/openapi.json")
    registry = Registry().with_resource("urn:document", DRAFT202012.create_resource(document))

    def validator(reference, **beside):
        schema = {"$ref": f"urn:document#{reference}", **beside}
        return Draft202012Validator(schema, registry=registry)

    faults = []

    def check(place, against, value):
        for error in against.iter_errors(value):
            faults.append(f"{place}: {error.json_path}: {error.message[:300]}")

    lists = [path for path in document["paths"] if path.startswith("/api/")]
    lists = [path for path in lists if "get" in document["paths"][path]]
    lists = [path for path in lists if document["paths"][path]["get"]["operationId"].startswith("list")]
    assert len(lists) > 10, lists
    records = 0
    for path in lists:
        operation = document["paths"][path]["get"]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        name = answer.removeprefix("#/components/schemas/").removesuffix("List")
        whole = validator(f"/components/schemas/{name}")
        part = validator(f"/components/schemas/{name}Selection", unevaluatedProperties=False)
        of_list = validator(answer.removeprefix("#"))
        table = path.removeprefix("/api/")
        page = get(f"{server}{path}?limit=1000")
        check(path, of_list, page)
        for record in page["data"]:
            check(f"{path} {record['slug']}", whole, record)
            records += 1
        includes = document["components"]["parameters"][f"{table}.include"]["schema"]["items"]["enum"]
        for include in [path for path in includes if "." not in path]:
            query = f"limit=5&include={include}&language=it"
            page = get(f"{server}{path}?{query}")
            check(f"{path}?{query}", of_list, page)
            for record in page["data"]:
                check(f"{path}?{query}", part, record)
    facts = {
        "/api": [""],
        "/api/changes": ["?since=0&limit=1000", "?since=2026-03&limit=2", "?since=9999-12"],
        "/api/explain": ["?id=projects/dakar-reve", "?id=projects/atlantis", "?id=nothing"],
        "/api/codelists": ["", "?names=Basis,Currency"],
        "/api/codelists/{name}": [""],
        "/health": [""],
        "/health/live": [""],
    }
    for path, queries in facts.items():
        operation = document["paths"][path]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        against = validator(schema["$ref"].removeprefix("#"))
        for query in queries:
            address = path.replace("{name}", "ActivityStatus") + query
            check(address, against, get(f"{server}{address}"))
    print(f"{records} whole records")
    for fault in faults[:50]:
        print(fault)
    return 1 if faults or records < 500 else 0


sys.exit(main(sys.argv[1]))
