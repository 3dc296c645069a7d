"""Says whether forms are one graph: `rdf_forms.py FOLDER`.

In the folder stand pairs of names: what is before the first point is the graph, what is behind it the
form (`catalog.accept.ttl`). Then a statement is taken out of each form, and that must be seen.
"""

import sys
from collections import defaultdict
from pathlib import Path

from rdflib import Graph
from rdflib.compare import to_isomorphic

FORMATS = {".ttl": "turtle", ".rdf": "xml", ".xml": "xml", ".jsonld": "json-ld"}


def main(folder):
    graphs, faults = defaultdict(list), []
    for path in sorted(Path(folder).iterdir()):
        graph = Graph().parse(path, format=FORMATS[path.suffix])
        graphs[path.name.split(".")[0]].append((path.name, graph))
    for name, forms in graphs.items():
        (first, of), *others = forms
        expected = to_isomorphic(of)
        for other, graph in others:
            if to_isomorphic(graph) != expected:
                faults.append(f"{other} and {first} are not one graph")
            graph.remove(next(iter(sorted(graph, key=str))))
            if to_isomorphic(graph) == expected:
                faults.append(f"a statement less in {other} is not seen")
        if len(forms) < 3 or len(of) < 50:
            faults.append(f"{name}: {len(forms)} forms, {len(of)} statements")
    for fault in faults:
        print(fault)
    print(f"{len(graphs)} graphs, {len(faults)} faults")
    return 1 if faults or not graphs else 0


sys.exit(main(sys.argv[1]))
