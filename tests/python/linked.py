"""Reads every record of a running server as linked data, and holds it against what /api says of it.

`linked.py SERVER BASE RECORDS`: the address at which the server listens, the one under which it names
things, and how many records there are at least. First each check is shown to fail on data that is
wrong.
"""

import http.client
import json
import re
import sys
from decimal import Decimal
from urllib.parse import quote, urlsplit

import rdflib
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD

# Values are compared as they are written.
rdflib.NORMALIZE_LITERALS = False

FORMS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
SCHEMA = "http://schema.org/"
DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
# rdflib lets some through.
WRITTEN = {
    XSD.gYear: r"\d{4}",
    XSD.gYearMonth: r"\d{4}-\d\d",
    XSD.date: r"\d{4}-\d\d-\d\d",
    XSD.dateTime: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    XSD.decimal: r"-?\d+(\.\d+)?",
    XSD.integer: r"-?\d+",
    XSD.anyURI: r"\S+",
    XSD.string: r"[\s\S]+",
    None: r"[\s\S]+",
}
# Every so many records all forms are compared.
STEP = 12


class Site:
    def __init__(self, server, base):
        self.connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
        self.base = base

    def get(self, path, accept="*/*", method="GET"):
        self.connection.request(method, quote(path, safe="/?&=#%:,"), headers={"Accept": accept})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def json(self, path):
        status, _, body = self.get(path)
        assert status == 200, f"{path}: {status} {body[:200]}"
        return json.loads(body)

    def graph(self, document, ending):
        status, headers, body = self.get(f"{document}.{ending}")
        assert status == 200, f"{document}.{ending}: {status}"
        media = {"turtle": "text/turtle", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}
        kind = headers["content-type"].split(";")[0]
        assert kind == media[FORMS[ending]], f"{document}.{ending} is {kind}"
        return parsed(body, FORMS[ending])


def parsed(body, form):
    graph = Graph()
    graph.parse(data=body.decode("utf-8"), format=form)
    for _, _, value in graph:
        if isinstance(value, Literal) and value.language is None:
            if value.ill_typed or not re.fullmatch(WRITTEN[value.datatype], str(value)):
                raise ValueError(f"{value!r} is no value of its type")
    return graph


def expected(base, node, column, value):
    """What a field says, as the objects that must be there; a mark where it says more."""
    kind = column["kind"]
    if kind == "localised":
        return [Literal(text, lang=tag) for tag, text in value.items()]
    if kind == "code":
        return [URIRef(f"{base}/id/codelists/{column['codeList']}/{value['code']}")]
    if kind == "date":
        return [Literal(value, datatype=DATES[len(value)])]
    if kind == "integer":
        return [Literal(str(value), datatype=XSD.integer)]
    if kind == "decimal":
        return [Literal(str(value), datatype=XSD.decimal)]
    if kind == "url":
        # Not every address is one that RDF can name.
        is_iri = not set(value) & set('[]')
        return [URIRef(value) if is_iri else Literal(value, datatype=XSD.anyURI)]
    if kind == "money":
        return [URIRef(f"{node}#{column['name']}")]
    if kind == "point":
        degrees = [format(Decimal(repr(value[name])), "f") for name in ("latitude", "longitude")]
        return [Literal(text, datatype=XSD.decimal) for text in degrees]
    return [Literal(value)]


def slugs(value):
    """The ends of a link in /api, each with what its pair says."""
    for item in value if isinstance(value, list) else [value]:
        yield (item, {}) if isinstance(item, str) else (item["slug"], item)


def faults_of(graph, base, table, record, columns):
    """What /api says of a record and the graph does not."""
    node = URIRef(f"{base}/id/{table}/{record['slug']}")
    said = set(graph.objects(node))
    for name, value in record.items():
        if value is None or value == [] or name == "slug":
            continue
        if name == "id":
            if Literal(value) not in said:
                yield f"{node}: no identifier {value}"
            continue
        column = columns[name]
        if column["kind"] in ("link", "links"):
            yield from faults_of_link(graph, base, node, column, value)
            continue
        for want in expected(base, node, column, value):
            if want not in said:
                yield f"{node}: {name} does not say {want!r}"
        if column["kind"] == "code":
            concept = URIRef(f"{base}/id/codelists/{column['codeList']}/{value['code']}")
            labels = {str(one.language): str(one) for one in graph.objects(concept, SKOS.prefLabel)}
            if labels != value["label"]:
                yield f"{concept}: labels {labels}"
        if column["kind"] == "money":
            amount = URIRef(f"{node}#{name}")
            got = tuple(str(graph.value(amount, URIRef(SCHEMA + part))) for part in ("value", "currency"))
            if got != (str(value["amount"]), value["currency"]):
                yield f"{amount}: {got}"


def faults_of_link(graph, base, node, column, value):
    name = column["name"]
    for slug, pair in slugs(value):
        # A link to anything names the table itself.
        target = URIRef(f"{base}/id/{column['target']}/{slug}" if column["target"] else f"{base}/id/{slug}")
        if (node, None, target) not in graph:
            yield f"{node}: {name} does not lead to {slug}"
        for key in ("basis", "role"):
            code = pair.get(key)
            if code is None:
                continue
            notes = [
                note
                for note in graph.subjects(RDF.object, target)
                if (note, RDF.subject, node) in graph
                and (node, graph.value(note, RDF.predicate), target) in graph
            ]
            concepts = {str(one) for note in notes for one in graph.objects(note, URIRef(f"{base}/id/terms/{key}"))}
            if not any(concept.endswith(f"/{code}") for concept in concepts):
                yield f"{node}: {name} {slug}: no {key} {code}"


def faults_of_document(graph, base, table, slug, revision):
    node, document = URIRef(f"{base}/id/{table}/{slug}"), URIRef(f"{base}/record/{table}/{slug}")
    for statement in [
        (node, FOAF.isPrimaryTopicOf, document),
        (document, FOAF.primaryTopic, node),
        (document, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")),
        (document, OWL.versionInfo, Literal(str(revision))),
        (document, URIRef("http://rdfs.org/ns/void#inDataset"), URIRef(f"{base}/id/dataset/{table}")),
    ]:
        if statement not in graph:
            yield f"{document}: does not say {statement}"
    if (node, DCTERMS.license, None) in graph or (node, OWL.versionInfo, None) in graph:
        yield f"{node}: the licence is that of the document"


def same_as(table, record):
    if table == "cities":
        if record["geonames_id"]:
            yield f"https://sws.geonames.org/{record['geonames_id']}/"
        if record["wikidata_id"]:
            yield f"http://www.wikidata.org/entity/{record['wikidata_id']}"
    if table == "sdgs":
        yield f"http://metadata.un.org/sdg/{record['number']}"
    if table == "countries":
        yield f"http://publications.europa.eu/resource/authority/country/{record['iso3']}"


def faults_of_same(graph, base, table, record):
    got = {str(one) for one in graph.objects(URIRef(f"{base}/id/{table}/{record['slug']}"), OWL.sameAs)}
    if got != set(same_as(table, record)):
        yield f"{table}/{record['slug']}: sameAs {got}"


def faults_of_back(site, graph, node):
    """All records that lead here are named, or are where the graph says."""
    named = {subject for subject, _ in graph.subject_predicates(node)}
    named = {one for one in named if str(one).startswith(f"{site.base}/id/") and "#" not in str(one)}
    behind = set()
    for address in graph.objects(node, RDFS.seeAlso):
        found = site.json(str(address).removeprefix(site.base) + "&limit=1000&fields=id")
        if found["page"]["total"] == 0:
            yield f"{address} leads to nothing"
        behind |= {URIRef(f"{site.base}/id/{one['id']}") for one in found["data"]}
    if not named <= behind:
        yield f"{node}: {sorted(named - behind)[:3]} lead here, and /api does not know"
    if len(behind) <= 100 and not behind <= named:
        yield f"{node}: {sorted(behind - named)[:3]} lead here unsaid"


def faults_of_addresses(site, addresses):
    """Every address that we made leads to a document that there is."""
    seen = {}
    for address in sorted(addresses):
        path = address.removeprefix(site.base)
        status, headers, _ = site.get(path, "text/turtle", "HEAD")
        if status != 303:
            yield f"{address}: {status}"
            continue
        place = headers["location"]
        if place not in seen:
            seen[place] = site.get(place, "text/turtle", "HEAD")[0]
        if seen[place] != 200:
            yield f"{address} leads to {place}: {seen[place]}"


def ours(graph, base):
    for statement in graph:
        for part in statement:
            if isinstance(part, URIRef) and str(part).startswith(f"{base}/id/"):
                yield str(part).split("#")[0]


def undeclared(graph, terms, base):
    """Properties and classes of our own that the vocabulary does not tell of."""
    for _, predicate, value in graph:
        used = [predicate] + ([value] if predicate == RDF.type else [])
        for term in used:
            if str(term).startswith(f"{base}/id/") and (term, RDFS.label, None) not in terms:
                yield f"{term} is not told"


def broken(site, table, record, columns):
    """Shows that each check fails on what is wrong."""
    base = site.base
    _, _, body = site.get(f"/record/{table}/{record['slug']}.ttl")
    for wrong in (body.replace(b" ;\n", b"\n", 1), body.replace(b"^^xsd:date ", b"^^xsd:gYear ", 1)):
        try:
            parsed(wrong, "turtle")
        except Exception:
            continue
        raise AssertionError("broken Turtle was read")
    whole = parsed(body, "turtle")
    node = URIRef(f"{base}/id/{table}/{record['slug']}")
    assert not (found := list(faults_of(whole, base, table, record, columns))), found
    document = URIRef(f"{base}/record/{table}/{record['slug']}")
    missed = []
    for statement in whole.triples((node, None, None)):
        graph = parsed(body, "turtle")
        graph.remove(statement)
        assert not isomorphic(graph, whole)
        found = list(faults_of(graph, base, table, record, columns))
        found += faults_of_document(graph, base, table, record["slug"], 1)
        if not found and statement[1] not in (RDF.type, RDFS.label, RDFS.seeAlso):
            # The title is said twice, as a label too.
            again = Graph()
            again += graph
            again.remove((node, None, statement[2]))
            found = list(faults_of(again, base, table, record, columns))
            if not found:
                missed.append(statement)
    assert not missed, missed
    graph = parsed(body, "turtle")
    for note in set(graph.subjects(RDF.type, RDF.Statement)):
        graph.remove((note, None, None))
    assert any("no basis" in fault for fault in faults_of(graph, base, table, record, columns))
    assert any("no role" in fault for fault in faults_of(graph, base, table, record, columns))
    graph = parsed(body, "turtle")
    graph.remove((document, DCTERMS.license, None))
    assert list(faults_of_document(graph, base, table, record["slug"], 1))
    graph = parsed(body, "turtle")
    graph.add((URIRef(f"{base}/id/projects/nothing"), DCTERMS.isPartOf, node))
    assert list(faults_of_back(site, graph, node))
    assert list(faults_of_addresses(site, set(ours(graph, base))))
    graph.add((node, OWL.sameAs, URIRef("http://example.org/")))
    assert list(faults_of_same(graph, base, table, record))
    graph.add((node, URIRef(f"{base}/id/terms/projects/nothing"), node))
    assert list(undeclared(graph, whole, base))


def main(server, base, least):
    site = Site(server, base)
    index = site.json("/api")
    columns = {}
    for table in index["tables"]:
        columns[table["name"]] = {field["name"]: field for field in table["fields"]}
    faults, count, statements, compared, embedded, same = [], 0, 0, 0, 0, 0
    addresses = set()
    if site.get("/api/projects/dakar-reve")[0] == 200:
        broken(site, "projects", site.json("/api/projects/dakar-reve")["data"], columns["projects"])
    terms = site.graph("/dictionary", "ttl")
    documents = ["/dictionary"]
    for table in index["tables"]:
        name, path = table["name"], f"/api/{table['name']}?limit=1000"
        while path:
            page = site.json(path)
            path = page["page"]["next"]
            for record in page["data"]:
                slug = record["slug"]
                document = f"/record/{name}/{slug}"
                graph = site.graph(document, "ttl")
                faults += faults_of(graph, base, name, record, columns[name])
                faults += faults_of_document(graph, base, name, slug, page["revision"])
                faults += faults_of_same(graph, base, name, record)
                faults += undeclared(graph, terms, base)
                same += len(list(same_as(name, record)))
                addresses |= set(ours(graph, base))
                if count % STEP == 0 or int(least) < STEP:
                    documents.append(document)
                    faults += faults_of_back(site, graph, URIRef(f"{base}/id/{name}/{slug}"))
                count += 1
                statements += len(graph)
    for codes in site.json("/api/codelists")["data"]:
        document = f"/codelist/{codes['name']}"
        documents.append(document)
        graph = site.graph(document, "ttl")
        scheme = URIRef(f"{base}/id/codelists/{codes['name']}")
        if (scheme, RDF.type, SKOS.ConceptScheme) not in graph:
            faults.append(f"{scheme} is no scheme")
        for code in codes["codes"]:
            concept = URIRef(f"{scheme}/{code['code']}")
            labels = {one.language: str(one) for one in graph.objects(concept, SKOS.prefLabel)}
            is_in = (concept, SKOS.inScheme, scheme) in graph and (scheme, SKOS.hasTopConcept, concept) in graph
            if labels != code["label"] or not is_in or (concept, SKOS.notation, Literal(code["code"])) not in graph:
                faults.append(f"{concept}: {labels}")
        addresses |= set(ours(graph, base))
    for document in documents:
        graphs = {ending: site.graph(document, ending) for ending in FORMS}
        compared += len(graphs)
        for ending, graph in graphs.items():
            if not isomorphic(graph, graphs["ttl"]):
                faults.append(f"{document}.{ending} says something else than .ttl")
        page = site.get(document, "text/html")[2].decode("utf-8") if document.startswith("/record/") else ""
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
            embedded += 1
            if not isomorphic(parsed(script.encode("utf-8"), "json-ld"), graphs["ttl"]):
                faults.append(f"{document}: the page says something else than .ttl")
    addresses |= set(ours(terms, base))
    faults += faults_of_addresses(site, addresses)
    for fault in faults[:40]:
        print(fault[:400])
    print(f"{count} records, {statements} statements, {compared} forms, {embedded} pages")
    print(f"{len(addresses)} addresses, {same} elsewhere, {len(faults)} faults")
    return 1 if faults or count < int(least) or not embedded or not same else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
