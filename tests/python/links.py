"""Asks for every address of ours in a catalogue: `links.py CATALOGUE BASE SERVER`.

Addresses begin with BASE, and are asked for at SERVER. Files must have the media type, the length and
the hash that the catalogue tells, and be what their format says; everything with a permanent address
must be told of where that leads. Then the catalogue is broken, and each break must be found.
"""

import csv
import hashlib
import io
import json
import sqlite3
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD, Namespace

SPDX = Namespace("http://spdx.org/rdf/terms#")
TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_):
        return None


class Server:
    """Answers, each asked for once."""

    def __init__(self, base, address):
        self.base, self.address, self.known, self.told = base, address, {}, {}
        self.opener = urllib.request.build_opener(Stay)

    def ask(self, url, accept="*/*", method="GET", body=None):
        """Status, headers and bytes."""
        key = (url, accept, method)
        if key not in self.known:
            place = url.replace(self.base, self.address, 1)
            headers = {"Accept": accept, "Accept-Encoding": "identity"}
            if body:
                headers["Content-Type"] = "application/json"
            request = urllib.request.Request(place, method=method, headers=headers, data=body)
            try:
                answer = self.opener.open(request, timeout=60)
            except urllib.error.HTTPError as error:
                answer = error
            self.known[key] = (answer.status, answer.headers, answer.read())
        return self.known[key]

    def speaks_of(self, place):
        """The nodes that the Turtle at an address says anything of."""
        if place not in self.told:
            data = self.ask(place, "text/turtle")[2]
            self.told[place] = set(Graph().parse(data=data, format="turtle").subjects())
        return self.told[place]

    def is_ours(self, node):
        return isinstance(node, URIRef) and str(node).startswith(self.base + "/")


def essence(headers):
    return (headers.get("Content-Type") or "").split(";")[0].strip()


def is_of_format(code, data):
    """Whether bytes are what a file type says."""
    match code:
        case "CSV":
            rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
            return len({len(row) for row in rows}) == 1
        case "JSON" | "GEOJSON":
            return isinstance(json.loads(data), dict)
        case "TXT":
            return all(json.loads(line) for line in data.decode().splitlines())
        case "XLSX" | "ZIP":
            return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        case "PARQUET":
            return data[:4] == data[-4:] == b"PAR1"
        case "BIN":
            with tempfile.NamedTemporaryFile() as file:
                file.write(data)
                file.flush()
                tables = sqlite3.connect(file.name).execute("select count(*) from sqlite_master")
                return tables.fetchone()[0] > 0
    return False


def files(graph, server):
    """What is wrong with files."""
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        (url,) = graph.objects(node, DCAT.downloadURL)
        status, headers, data = server.ask(str(url))
        if status != 200:
            yield f"{url}: {status}"
            continue
        for told in graph.objects(node, DCAT.mediaType):
            if str(told) != TYPES + essence(headers):
                yield f"{url}: {told}, served as {essence(headers)}"
        if [int(size) for size in graph.objects(node, DCAT.byteSize)] != [len(data)]:
            yield f"{url}: {len(data)} bytes"
        if headers.get("Content-Length") != str(len(data)):
            yield f"{url}: no length"
        sums = [graph.value(one, SPDX.checksumValue) for one in graph.objects(node, SPDX.checksum)]
        if [str(one) for one in sums] != [hashlib.sha256(data).hexdigest()]:
            yield f"{url}: another hash than {sums}"
        code = str(graph.value(node, DCTERMS["format"])).removeprefix(FILE_TYPES)
        try:
            good = is_of_format(code, data)
        except (ValueError, csv.Error, zipfile.BadZipFile, sqlite3.Error) as error:
            good = False
            url = f"{url} ({error})"
        if not good:
            yield f"{url}: no {code}"


def pages(graph, server):
    """What is wrong with pages and services."""
    found = set(graph.objects(None, DCAT.accessURL)) | set(graph.subjects(RDF.type, FOAF.Document))
    for url in sorted(filter(server.is_ours, found)):
        status, headers, _ = server.ask(str(url), "text/html")
        if (status, essence(headers)) != (200, "text/html"):
            yield f"{url}: {status} {essence(headers)}"
    for url in sorted(graph.objects(None, DCAT.endpointDescription)):
        if server.ask(str(url))[0] != 200:
            yield f"{url}: no description"
    for url in sorted(graph.objects(None, DCAT.endpointURL)):
        body = b'{"query":"{__typename}"}' if url.endswith("/graphql") else None
        status, headers, _ = server.ask(str(url), method="POST" if body else "GET", body=body)
        if (status, essence(headers)) != (200, "application/json"):
            yield f"{url}: {status} {essence(headers)}"


def names(graph, server):
    """What is wrong with permanent addresses: each leads to RDF that speaks of it."""
    for node in sorted({node for node in graph.all_nodes() if server.is_ours(node)}):
        if not node.startswith(server.base + "/id/"):
            continue
        status, headers, _ = server.ask(str(node), "text/turtle")
        if status != 303:
            yield f"{node}: {status}"
            continue
        place = headers["Location"]
        place = place if place.startswith("http") else server.base + place
        status, headers, _ = server.ask(place, "text/turtle")
        if (status, essence(headers)) != (200, "text/turtle"):
            yield f"{node}: {place} is {status} {essence(headers)}"
            continue
        if node not in server.speaks_of(place):
            yield f"{place} says nothing of {node}"


def check(graph, server):
    return [*files(graph, server), *pages(graph, server), *names(graph, server)]


def broken(graph, base):
    """Copies of the graph in which one thing is wrong."""
    node = min(graph.subjects(RDF.type, DCAT.Distribution))
    data = min(graph.subjects(RDF.type, DCAT.Dataset))
    service = min(graph.subjects(RDF.type, DCAT.DataService))
    checksum = graph.value(node, SPDX.checksum)
    nothing = URIRef(base + "/nothing")
    changes = {
        "the address of a file": (node, DCAT.downloadURL, nothing),
        "a media type": (node, DCAT.mediaType, URIRef(TYPES + "text/plain")),
        "a length": (node, DCAT.byteSize, Literal(1, datatype=XSD.nonNegativeInteger)),
        "a hash": (checksum, SPDX.checksumValue, Literal("00", datatype=XSD.hexBinary)),
        "a file type": (node, DCTERMS["format"], URIRef(FILE_TYPES + "PARQUET")),
        "a page": (node, DCAT.accessURL, nothing),
        "a service": (service, DCAT.endpointURL, nothing),
        "its description": (service, DCAT.endpointDescription, nothing),
        "a permanent address": (data, DCTERMS.publisher, URIRef(base + "/id/agent/nobody")),
    }
    for what, change in changes.items():
        bad = Graph()
        for statement in graph:
            bad.add(statement)
        bad.set(change)
        yield what, bad


def main(catalogue, base, address):
    graph, server = Graph().parse(catalogue), Server(base, address)
    faults = check(graph, server)
    asked = len(server.known)
    for what, bad in broken(graph, base):
        if not check(bad, server):
            faults.append(f"nothing is found where {what} is wrong")
    for fault in faults[:40]:
        print(fault)
    count = len(set(graph.subjects(RDF.type, DCAT.Distribution)))
    print(f"{count} files, {asked} addresses, {len(faults)} faults")
    return 1 if faults or not count else 0


sys.exit(main(*sys.argv[1:]))
