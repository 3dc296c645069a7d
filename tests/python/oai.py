"""Harvests /oai with sickle, and holds every answer against the rules of OAI-PMH 2.0. Then breaks what it read, and
must find that too.  usage: oai.py BASE DATASETS REMOVED (both with commas)"""

import sys
import time
from pathlib import Path

import rdflib
import requests
from lxml import etree
from sickle import Sickle, oaiexceptions
from sickle.response import OAIResponse

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SHAPE = etree.RelaxNG(etree.parse(Path(__file__).parent.parent / "shapes" / "oai.rng"))
DATASET = rdflib.URIRef("http://www.w3.org/ns/dcat#Dataset")
DISTRIBUTION = rdflib.URIRef("http://www.w3.org/ns/dcat#distribution")
TITLE = rdflib.URIRef("http://purl.org/dc/terms/title")
FORMATS = ("oai_dc", "dcat_ap")
MANY = 20  # More datasets than these are no more broken in every way, and not all read as RDF.


class Client(Sickle):
    """Keeps what was answered, or gives what it was told to in its place."""

    def __init__(self, base, answers=None):
        super().__init__(base, max_retries=0)
        self.answers, self.heard = answers, []

    def harvest(self, **arguments):
        key = tuple(sorted(arguments.items()))
        if self.answers is None:
            answer = requests.get(self.endpoint, params=arguments, timeout=60)
            answer.raise_for_status()
            kind = answer.headers["content-type"]
            assert kind == "text/xml; charset=utf-8", kind
            content = answer.content
        else:
            content = self.answers[key]
        self.heard.append((key, content))
        answer = requests.Response()
        answer.status_code, answer._content, answer.encoding = 200, content, "utf-8"
        return OAIResponse(answer, params=arguments)


def moment(faults, where, text, lowest, highest):
    if not lowest <= text <= highest:
        faults.append(f"{where}: {text} is not between {lowest} and {highest}")


def described(faults, record, prefix, base, slug):
    """What is said of a dataset is whole by itself."""
    metadata = record.xml.find(f"{OAI}metadata")
    about = f"{base}/id/dataset/{slug}"
    if prefix == "oai_dc":
        dc = metadata[0]
        languages = sorted(title.get("{http://www.w3.org/XML/1998/namespace}lang") for title in dc.iter(f"{DC}title"))
        if languages != ["en", "it"]:
            faults.append(f"{slug}: titles in {languages}")
        if about not in [node.text for node in dc.iter(f"{DC}identifier")]:
            faults.append(f"{slug}: does not name {about}")
        if not [node for node in dc.iter(f"{DC}rights") if node.text.startswith("https://")]:
            faults.append(f"{slug}: no licence")
        return
    graph = rdflib.Graph()
    graph.parse(data=etree.tostring(metadata[0]), format="xml")
    found = set(graph.subjects(rdflib.RDF.type, DATASET))
    if found != {rdflib.URIRef(about)}:
        faults.append(f"{slug}: the RDF is about {found}")
    languages = sorted(title.language for title in graph.objects(rdflib.URIRef(about), TITLE))
    if languages != ["en", "it"]:
        faults.append(f"{slug}: titles in {languages}")
    for distribution in graph.objects(rdflib.URIRef(about), DISTRIBUTION):
        if (distribution, None, None) not in graph:
            faults.append(f"{slug}: nothing is said of {distribution}")


def harvest(client, base, present, removed):
    """All that is wrong with what a harvester gets."""
    faults = []
    identity = client.Identify()
    if identity.baseURL != f"{base}/oai":
        faults.append(f"baseURL {identity.baseURL}")
    formats = tuple(format.metadataPrefix for format in client.ListMetadataFormats())
    if formats != FORMATS:
        faults.append(f"formats {formats}")
    sets = {one.setSpec for one in client.ListSets()}
    for prefix in FORMATS:
        live, dead = [], []
        for record in client.ListRecords(metadataPrefix=prefix):
            header = record.header
            slug = header.identifier.rsplit("/", 1)[-1]
            (dead if header.deleted else live).append(slug)
            answered = client.heard[-1][1].partition(b"<responseDate>")[2].partition(b"<")[0].decode()
            moment(faults, slug, header.datestamp, identity.earliestDatestamp, answered)
            if not set(header.setSpecs) <= sets:
                faults.append(f"{slug}: sets {header.setSpecs}")
            # RDF takes its time to read: of many it is some.
            if not header.deleted and (prefix == "oai_dc" or len(live) % max(1, len(present) // MANY) == 0):
                described(faults, record, prefix, base, slug)
        if sorted(live) != sorted(present) or sorted(dead) != sorted(removed):
            faults.append(f"{prefix}: {sorted(live)} and without {sorted(dead)}")
        headers = [header.identifier for header in client.ListIdentifiers(metadataPrefix=prefix)]
        if [name.rsplit("/", 1)[-1] for name in headers] != (live + dead):
            faults.append(f"{prefix}: headers and records differ")
        one = client.GetRecord(identifier=headers[-1], metadataPrefix=prefix)
        if one.header.identifier != headers[-1] or one.header.deleted != bool(dead):
            faults.append(f"{prefix}: {headers[-1]} alone is another one")
    for code, arguments in (
        (oaiexceptions.NoRecordsMatch, {"metadataPrefix": "oai_dc", "from": "2999-01-01"}),
        (oaiexceptions.CannotDisseminateFormat, {"metadataPrefix": "marc21"}),
        (oaiexceptions.BadResumptionToken, {"resumptionToken": "none"}),
        (oaiexceptions.BadArgument, {"metadataPrefix": "oai_dc", "from": "yesterday"}),
    ):
        try:
            client.ListRecords(**arguments)
            faults.append(f"no {code.__name__} for {arguments}")
        except code:
            pass
    try:
        client.GetRecord(identifier="oai:none:none", metadataPrefix="oai_dc")
        faults.append("a record for no identifier")
    except oaiexceptions.IdDoesNotExist:
        pass
    return faults


def shaped(answers):
    """All that is wrong with the form of answers."""
    faults = []
    for key, content in answers:
        try:
            document = etree.fromstring(content)
        except etree.XMLSyntaxError as error:
            faults.append(f"{key}: {error}")
            continue
        if not SHAPE.validate(document):
            faults.append(f"{key}: {SHAPE.error_log.last_error}")
    return faults


def judge(answers, base, present, removed):
    """All that is wrong with answers that were heard."""
    faults = shaped(answers)
    try:
        return faults + harvest(Client(f"{base}/oai", dict(answers)), base, present, removed)
    except Exception as error:  # sickle and rdflib fail in many ways on what they cannot read.
        return faults + [repr(error)]


BREAKS = (
    (b"</responseDate>", b"</responseDate><now/>"),
    (b"<responseDate>2", b"<responseDate>x2"),
    (b"<deletedRecord>persistent", b"<deletedRecord>no"),
    (b"<adminEmail>", b"<adminEmail>nobody at "),
    (b"<metadataPrefix>oai_dc", b"<metadataPrefix>dc"),
    (b"<datestamp>2", b"<datestamp>9"),
    (b"<datestamp>2", b"<datestamp>1"),
    (b"Z</datestamp>", b"</datestamp>"),
    (b"<setSpec>tables", b"<setSpec>other"),
    (b'<header status="deleted">', b"<header>"),
    (b'<dc:title xml:lang="it">', b'<dc:title xml:lang="fr">'),
    (b"<dc:rights>", b"<dc:licence>"),
    (b"<rdf:RDF", b"<?xml version='1.0'?><rdf:RDF"),
    (b"<dcat:Dataset", b"<dcat:Catalog"),
    (b"</metadata>", b""),
    (b"/dataset/", b"/dataset/x"),
    (b'code="noRecordsMatch"', b'code="noRecordsFound"'),
    (b'code="badResumptionToken"', b'code="badArgument"'),
)


def main(base, present, removed):
    present, removed = ([part for part in text.split(",") if part] for text in (present, removed))
    client = Client(f"{base}/oai")
    # Datestamps are rounded up: a catalogue that is new has that of the next second.
    time.sleep(1.1)
    faults = harvest(client, base, present, removed)
    answers = client.heard
    faults += shaped(answers)
    assert not judge(answers, base, present, removed), "what was heard is judged in two ways"
    for whole, broken in BREAKS if len(present) <= MANY else ():
        if not removed and b"deleted" in whole:
            continue
        spoilt = [(key, content.replace(whole, broken)) for key, content in answers]
        if spoilt == answers:
            faults.append(f"there is no {whole} to break")
        elif not judge(spoilt, base, present, removed):
            faults.append(f"{broken} is not found")
    # What is not on a page of many is missing too.
    lost = [(key, cut(content)) for key, content in answers]
    if not judge(lost, base, present, removed):
        faults.append("a record that is left out is not found")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


def cut(content):
    """An answer without its first record."""
    document = etree.fromstring(content)
    for record in document.iter(f"{OAI}record"):
        record.getparent().remove(record)
        break
    return etree.tostring(document)


if __name__ == "__main__":
    main(*sys.argv[1:])
