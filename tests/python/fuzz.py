"""Fuzzes a server from its own OpenAPI document: `fuzz.py SERVER SEED EXAMPLES [OPTION…]`.

The schemas of filters lead into each other without end, which a generator of values cannot bear.
Here they lead one step: a filter of a link has tests of columns, and no links.
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path


def shallow(schemas):
    """Cuts the ways by which filters lead into each other."""
    names = [name for name in schemas if name.endswith("Filter")]
    for name in names:
        fields = schemas[name]["properties"]
        columns = {
            field: schema
            for field, schema in fields.items()
            if schema.get("$ref", "").endswith("Tests")
        }
        schemas[f"{name}OfColumns"] = {**schemas[name], "properties": columns}
    for name in names:
        text = json.dumps(schemas[name])
        for other in names:
            text = text.replace(f'schemas/{other}"', f'schemas/{other}OfColumns"')
        schemas[name] = json.loads(text)


def main(server, seed, examples, *options):
    with urllib.request.urlopen(f"{server}/openapi.json") as answer:
        document = json.load(answer)
    shallow(document["components"]["schemas"])
    Path("openapi.json").write_text(json.dumps(document))
    program = Path(sys.executable).parent / "schemathesis"
    judges = Path(__file__).with_name("schemathesis.toml")
    command = [program, "--config-file", judges, "run", "openapi.json", "--url", server]
    command += ["--seed", seed, "-n", examples]
    return subprocess.run([*command, *options]).returncode


sys.exit(main(*sys.argv[1:]))
