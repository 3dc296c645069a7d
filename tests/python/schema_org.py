"""Reads the pages of datasets as search engines do, with libraries that are not ours.

`schema_org.py ADDRESS BASE`: of a running server, and the one under which it believes that others
reach it. Every page must hold one `Dataset` that keeps the rules
which Google publishes for Dataset Search, that says the same as the list of the catalogue, and
whose files are what it says of them. Each rule is then seen to refuse a page that was broken.
"""

import hashlib
import json
import re
import sys
import urllib.request

import extruct
from pyld import jsonld

ADDRESS, BASE = sys.argv[1:]
FAULTS = []
SCHEMA = "https://schema.org/"
ITALIAN, ENGLISH = "it", "en"
RECOMMENDED = (
    "url identifier sameAs license creator keywords inLanguage isAccessibleForFree datePublished dateModified version "
    "spatialCoverage variableMeasured includedInDataCatalog distribution"
).split()
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
DAY = r"\d{4}-\d\d-\d\d"


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def get(path, language=ENGLISH):
    headers = {"Accept": "text/html", "Accept-Language": language}
    with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, headers=headers)) as answer:
        return answer.read().decode("utf-8")


def blocks(html):
    """The linked data of a page, as a browser would hand it over."""
    return extruct.extract(html, base_url=BASE, syntaxes=["json-ld"], errors="strict")["json-ld"]


def expanded(node):
    """What an interpreter of JSON-LD makes of it, with the words of schema.org at hand."""
    assert node["@context"] in ("https://schema.org", SCHEMA), node["@context"]
    context = {"@vocab": SCHEMA, "url": {"@type": "@id"}, "license": {"@type": "@id"}, "sameAs": {"@type": "@id"}}
    found = jsonld.expand({**node, "@context": context})
    assert len(found) == 1, found
    return found[0]


def is_web(text):
    return isinstance(text, str) and re.fullmatch(r"https?://\S+", text) is not None


def faults_of(html):
    """What is wrong with the page of a dataset."""
    found = []
    if re.search(r"noindex", html):
        found.append("noindex")
    try:
        nodes = blocks(html)
    except Exception as error:
        return [f"unreadable: {error}"]
    datasets = [node for node in nodes if node.get("@type") == "Dataset"]
    if len(datasets) != 1:
        return [*found, f"{len(datasets)} datasets"]
    node = datasets[0]
    try:
        whole = expanded(node)
        # A name that is no term is left out of what is expanded, or stands there without an address.
        if whole["@type"] != [SCHEMA + "Dataset"] or not all(key[0] == "@" or is_web(key) for key in whole):
            found.append("terms")
    except Exception as error:
        return [*found, f"not expanded: {error}"]
    found += [f"no {name}" for name in ["name", "description", *RECOMMENDED] if not node.get(name)]
    if found:
        return found
    if not 50 <= len(node["description"]) <= 5000:
        found.append("length of the description")
    found += [f"{name} is no address" for name in ("url", "sameAs", "license") if not is_web(node[name])]
    creator = node["creator"]
    if creator.get("@type") not in ("Organization", "Person") or not creator.get("name") or not is_web(creator.get("url")):
        found.append("creator")
    if not re.fullmatch(f"{DAY}(/({DAY}|\\.\\.))?", node.get("temporalCoverage", "2000-01-01")):
        found.append("temporalCoverage")
    found += [name for name in ("datePublished", "dateModified") if not re.fullmatch(MOMENT, node[name])]
    box = node["spatialCoverage"]["geo"]["box"].split(" ")
    south, west, north, east = (float(number) for number in box)
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        found.append("box")
    for file in node["distribution"]:
        is_whole = file.get("@type") == "DataDownload" and is_web(file.get("contentUrl")) and file.get("encodingFormat")
        if not is_whole:
            found.append("distribution")
    return found


def files_of(node):
    """Every file is what the page says of it."""
    for file in node["distribution"]:
        with urllib.request.urlopen(file["contentUrl"].replace(BASE, ADDRESS, 1)) as answer:
            content, headers = answer.read(), answer.headers
        check(headers.get_content_type() == file["encodingFormat"], f"{file['contentUrl']}: {headers['content-type']}")
        check(file["contentSize"] == f"{len(content)} B", f"{file['contentUrl']}: {len(content)} bytes")
        check(file["sha256"] == hashlib.sha256(content).hexdigest(), f"{file['contentUrl']}: the hash")


def catalogue(language):
    """The list of all datasets, by their permanent addresses, and the address of the catalogue."""
    found = blocks(get("/dataset", language))
    check([node["@type"] for node in found] == ["DataCatalog"], f"the list has {len(found)} blocks")
    node = found[0]
    expanded(node)
    for name in ("name", "description", "url", "license", "dateModified"):
        check(node.get(name), f"the catalogue has no {name}")
    check(node["publisher"]["@type"] == "Organization", "the publisher of the catalogue")
    return node, {one["@id"]: one for one in node["dataset"]}


def broken(html):
    """Pages with one thing broken, and the fault that must be found."""
    start = '<script type="application/ld+json">'
    before, rest = html.split(start, 1)
    text, after = rest.split("</script>", 1)

    def page(change):
        node = json.loads(text)
        change(node)
        return before + start + json.dumps(node) + "</script>" + after

    for name in ["name", "description", *RECOMMENDED]:
        yield page(lambda node: node.pop(name)), f"no {name}"
    yield page(lambda node: node.update(description="Too short.")), "length of the description"
    yield page(lambda node: node.update(description="x" * 5001)), "length of the description"
    yield page(lambda node: node.update(license="CC BY 4.0")), "license is no address"
    yield page(lambda node: node.update(creator={"@type": "Thing", "name": "x"})), "creator"
    yield page(lambda node: node.update(temporalCoverage="from 2018 on")), "temporalCoverage"
    yield page(lambda node: node.update(dateModified="yesterday")), "dateModified"
    yield page(lambda node: node["spatialCoverage"]["geo"].update(box="45.38 9.04 145.54 9.28")), "box"
    yield page(lambda node: node["distribution"][0].pop("contentUrl")), "distribution"
    yield page(lambda node: node.update({"@type": "Thing"})), "0 datasets"
    yield page(lambda node: node.update({"@context": "https://example.org"})), "not expanded"
    yield html.replace(start, start + "{"), "unreadable"
    yield html.replace("</head>", '<meta name="robots" content="noindex"></head>'), "noindex"


def main():
    (italian, of_italian), (english, of_english) = catalogue(ITALIAN), catalogue(ENGLISH)
    check(italian["name"] != english["name"], "the catalogue has one name in both languages")
    check(list(of_italian) == list(of_english), "the datasets are not the same in both languages")
    check(len(of_english) > 10, f"only {len(of_english)} datasets")
    for address, listed in of_english.items():
        path = listed["url"].removeprefix(BASE)
        check(path == "/dataset/" + address.rsplit("/", 1)[1], f"the page of {address} is {path}")
        for language, others in ((ITALIAN, of_italian), (ENGLISH, of_english)):
            html = get(path, language)
            for fault in faults_of(html):
                FAULTS.append(f"{path} ({language}): {fault}")
            [node] = blocks(html)
            check(node["@id"] == address, f"{path}: {node['@id']}")
            check(node["includedInDataCatalog"]["@id"] == english["@id"], f"{path}: its catalogue")
            for name in ("name", "description", "url", "license"):
                check(node[name] == others[address][name], f"{path} ({language}): {name} differs from the list")
        files_of(node)
    html = get("/dataset/projects")
    seen = 0
    for page, fault in broken(html):
        found = faults_of(page)
        check(any(one.startswith(fault) for one in found), f"a page with the fault `{fault}`: {found}")
        seen += 1
    check(seen > 25, f"only {seen} broken pages")
    for fault in FAULTS:
        print(fault, file=sys.stderr)
    print(f"{len(of_english)} datasets, {seen} broken pages refused, {len(FAULTS)} faults")
    sys.exit(1 if FAULTS else 0)


main()
