"""Holds a graph against shapes, and the shapes against broken graphs: `shacl.py GRAPH SHAPES…`.

Prints `violations` and the paths of warnings. Then every constraint of the shapes that the graph has
anything to say of is broken in a copy of it: by leaving a value out, by adding a second one, by putting
something else in its place. Each must be found, or the shapes judge nothing.
"""

import sys
from collections import Counter

from pyshacl import validate
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SH, Namespace

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

OTHER, TEXT = URIRef("urn:other"), Literal("ieri")
FOREIGN = Literal("gestern", lang="de")


def results(graph, shapes):
    """What the shapes find: node, path, component and severity."""
    _, report, _ = validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path, node = report.value(result, SH.resultPath), report.value(result, SH.focusNode)
        component = str(report.value(result, SH.sourceConstraintComponent)).rsplit("#", 1)[1]
        severity = str(report.value(result, SH.resultSeverity)).rsplit("#", 1)[1]
        found.add((node, path, component.removesuffix("ConstraintComponent"), severity))
    return found


def copy(graph):
    other = Graph()
    for statement in graph:
        other.add(statement)
    return other


def constraints(shapes):
    """Class, path and constraints of each property of the shapes."""
    for shape, target in shapes.subject_objects(SH.targetClass):
        for part in shapes.objects(shape, SH.property):
            yield target, shapes.value(part, SH.path), part


def without(graph, path):
    """Leaves a property out."""
    return lambda node: graph.remove((node, path, None))


def second(graph, path):
    """Adds a value."""
    return lambda node: graph.add((node, path, URIRef("urn:second")))


def instead(graph, path, value):
    """Puts another value in the place of all."""
    return lambda node: graph.set((node, path, value))


def broken(graph, shapes):
    """Copies of the graph, each with all that must be found in it."""
    kinds = {
        "left out": (
            lambda part: (part, SH.minCount, None) in shapes,
            lambda bad, path: without(bad, path),
            {"MinCount"},
        ),
        "in one language": (
            lambda part: (part, SH.qualifiedMinCount, None) in shapes,
            lambda bad, path: instead(bad, path, FOREIGN),
            {"QualifiedMinCount", "QualifiedValueShape"},
        ),
        "twice": (
            lambda part: (part, SH.maxCount, None) in shapes,
            lambda bad, path: second(bad, path),
            {"MaxCount"},
        ),
        "of no class": (
            lambda part: (part, SH["class"], None) in shapes,
            lambda bad, path: instead(bad, path, OTHER),
            {"Class"},
        ),
        "of no type": (
            lambda part: (part, SH.datatype, None) in shapes,
            lambda bad, path: instead(bad, path, OTHER),
            {"Datatype"},
        ),
        "a text": (
            lambda part: (part, SH.nodeKind, SH.IRI) in shapes,
            lambda bad, path: instead(bad, path, TEXT),
            {"NodeKind"},
        ),
        "an address": (
            lambda part: (part, SH.nodeKind, SH.Literal) in shapes,
            lambda bad, path: instead(bad, path, OTHER),
            {"NodeKind"},
        ),
        "in no form": (
            lambda part: (part, SH.pattern, None) in shapes,
            lambda bad, path: instead(bad, path, Literal("?")),
            {"Pattern"},
        ),
        "of no list": (
            lambda part: (part, SH.hasValue, None) in shapes,
            lambda bad, path: instead(bad, path, OTHER),
            {"HasValue"},
        ),
    }
    for kind, (is_of, breaker, components) in kinds.items():
        bad, expected = copy(graph), set()
        for target, path, part in constraints(shapes):
            if not is_of(part):
                continue
            nodes = [node for node in graph.subjects(RDF.type, target)]
            nodes = [node for node in nodes if (node, path, None) in graph]
            for node in nodes:
                breaker(bad, path)(node)
                expected.add((node, path))
        yield kind, bad, expected, components
    # Nodes whose classes are left out, but for the first, and nodes without an address.
    for shape, target in shapes.subject_objects(SH.targetClass):
        kind = shapes.value(shape, SH["class"])
        nodes = list(graph.subjects(RDF.type, target))
        if kind is not None and nodes:
            bad = copy(graph)
            bad.remove((None, RDF.type, kind))
            yield f"no {kind}", bad, {(node, None) for node in nodes}, {"Class"}
        if shapes.value(shape, SH.nodeKind) == SH.IRI and nodes:
            bad, blank = copy(graph), BNode()
            for _, predicate, value in graph.triples((nodes[0], None, None)):
                bad.remove((nodes[0], predicate, value))
                bad.add((blank, predicate, value))
            yield f"{target} without an address", bad, {(blank, None)}, {"NodeKind"}


    # One node for who publishes and whom to ask.
    contacts = set(graph.subjects(RDF.type, VCARD.Organization))
    if contacts:
        bad = copy(graph)
        for contact in contacts:
            bad.add((contact, RDF.type, FOAF.Agent))
        yield "an agent and a contact", bad, {(contact, None) for contact in contacts}, {"Not"}


def repeated(graph):
    """Identifiers and Italian titles that two datasets have."""
    found = []
    for path, of in [(DCTERMS.identifier, None), (DCTERMS.title, "it")]:
        seen = Counter()
        for node in graph.subjects(RDF.type, DCAT.Dataset):
            seen.update({str(value) for value in graph.objects(node, path) if value.language == of})
        found += [value for value, times in seen.items() if times > 1]
    return found


def main(source, *files):
    graph, shapes = Graph().parse(source), Graph()
    for file in files:
        shapes.parse(file, format="turtle")
    found, faults, tried = results(graph, shapes), [], 0
    violations = [result for result in found if result[3] == "Violation"]
    for node, path, component, _ in violations:
        faults.append(f"{node} {path} {component}")
    faults += [f"two datasets have {value}" for value in repeated(graph)]
    datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
    for path, value in [(DCTERMS.identifier, Literal("x:y")), (DCTERMS.title, Literal("X", lang="it"))]:
        bad = copy(graph)
        for node in datasets:
            bad.set((node, path, value))
        if len(datasets) > 1 and repeated(bad) != [str(value)]:
            faults.append(f"nothing is found where two datasets have one {path}")
    for kind, bad, expected, components in broken(graph, shapes):
        told = {(node, path) for node, path, component, _ in results(bad, shapes) if component in components}
        tried += len(expected)
        for node, path in sorted(expected - told, key=str):
            faults.append(f"nothing is found where a value is {kind}: {node} {path}")
        if not expected:
            faults.append(f"nothing could be broken so that a value is {kind}")
    for fault in faults[:40]:
        print(fault, file=sys.stderr)
    short = {shapes.namespace_manager.normalizeUri(path) for _, path, _, severity in found if severity == "Warning"}
    print(f"{len(violations)} violations; warnings: {' '.join(sorted(short))}")
    print(f"{tried} broken values, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
