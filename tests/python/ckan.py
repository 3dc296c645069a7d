"""Harvests a server as portals of CKAN do, with the client of CKAN.

ckan.py URL DATASETS [SINCE EXPECTED]: a whole harvest of so many datasets, which prints the moment at which it began; or
one of what changed since that moment, which must be so many.
"""

import copy
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlencode

import requests
from ckanapi import NotFound, RemoteCKAN, ValidationError
from ckanapi.errors import CKANAPIError

FAULTS = []
NAME = re.compile(r"[a-z0-9_-]{2,100}")
TAG = re.compile(r"[\w \-.]{2,100}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")

# What a package and a resource must say, and of which type.
PACKAGE = {
    "id": str, "name": str, "title": str, "notes": str, "type": str, "state": str, "private": bool, "isopen": bool,
    "license_id": str, "license_title": str, "license_url": str, "author": str, "author_email": str,
    "maintainer": str, "maintainer_email": str, "version": str, "url": str, "metadata_created": str,
    "metadata_modified": str, "owner_org": str, "organization": dict, "creator_user_id": type(None), "groups": list,
    "tags": list, "resources": list, "extras": list, "num_resources": int, "num_tags": int,
    "relationships_as_subject": list, "relationships_as_object": list,
}
RESOURCE = {
    "id": str, "package_id": str, "url": str, "name": str, "description": str, "format": str, "mimetype": str,
    "mimetype_inner": type(None), "size": (int, type(None)), "hash": str, "license_type": str, "created": str,
    "last_modified": str, "metadata_modified": str, "position": int, "state": str, "url_type": type(None),
    "resource_type": type(None), "cache_url": type(None), "cache_last_updated": type(None),
}
TAGGED = {"id": str, "name": str, "display_name": str, "state": str, "vocabulary_id": type(None)}
ORGANISATION = {
    "id": str, "name": str, "title": str, "type": str, "description": str, "image_url": str, "created": str,
    "is_organization": bool, "approval_status": str, "state": str,
}
# Extras that portals of DCAT-AP_IT look for; those about places and times only where these are known.
EXTRAS = {
    "identifier", "issued", "modified", "frequency", "theme", "holder_name", "holder_identifier", "publisher_name",
    "publisher_identifier", "language", "uri", "guid",
}


def check(condition, what):
    if not condition:
        FAULTS.append(what)


def typed(where, thing, types):
    for name, kind in types.items():
        if name not in thing:
            yield f"{where}: no `{name}`"
        elif not isinstance(thing[name], kind):
            yield f"{where}: `{name}` is {thing[name]!r}"


def faults_of(package):
    """What a CKAN would refuse of a package, or a harvester stumble over."""
    where = package.get("name")
    yield from typed(where, package, PACKAGE)
    if not all(isinstance(package.get(name), kind) for name, kind in PACKAGE.items()):
        return
    if not NAME.fullmatch(package["name"]):
        yield f"{where}: no name"
    for name in ("title", "notes", "license_id", "license_title", "author", "version", "url"):
        if not package[name].strip():
            yield f"{where}: `{name}` is empty"
    if (package["type"], package["state"], package["private"]) != ("dataset", "active", False):
        yield f"{where}: no public dataset"
    if package["license_id"] != "cc-by" or package["license_url"] != "https://creativecommons.org/licenses/by/4.0/":
        yield f"{where}: another licence"
    for name in ("metadata_created", "metadata_modified"):
        if not MOMENT.fullmatch(package[name]):
            yield f"{where}: `{name}` is {package[name]}"
    if package["owner_org"] != package["organization"].get("id"):
        yield f"{where}: it is owned by another organisation"
    yield from typed(f"{where}: organisation", package["organization"], ORGANISATION)
    for counted, listed in (("num_resources", "resources"), ("num_tags", "tags")):
        if package[counted] != len(package[listed]) or not package[listed]:
            yield f"{where}: {package[counted]} is not the number of {listed}"
    for tag in package["tags"]:
        yield from typed(f"{where}: tag", tag, TAGGED)
        if not TAG.fullmatch(tag.get("name", "")):
            yield (
                f'{where}: Tag "{tag.get("name")}" can only contain alphanumeric characters, spaces, hyphens, '
                "underscores or dots"
            )
    if len({tag.get("name") for tag in package["tags"]}) != len(package["tags"]):
        yield f"{where}: a tag stands twice"
    keys = [extra.get("key") for extra in package["extras"]]
    for key in {key for key in keys if keys.count(key) > 1}:
        yield f'{where}: duplicate key "{key}"'
    for key in set(keys) & (set(PACKAGE) | {"tag_string", "license", "rating"}):
        yield f'{where}: extra "{key}" has the name of a field'
    for extra in package["extras"]:
        if not isinstance(extra.get("value"), str) or not extra["value"]:
            yield f"{where}: extra {extra}"
    if EXTRAS - set(keys):
        yield f"{where}: no extras {EXTRAS - set(keys)}"
    extras = {extra.get("key"): extra.get("value") for extra in package["extras"]}
    try:
        themes = json.loads(extras.get("theme", ""))
        if not themes or any(set(theme) != {"theme", "subthemes"} for theme in themes):
            yield f"{where}: theme {themes}"
    except (TypeError, ValueError) as error:
        yield f"{where}: theme: {error}"
    ids = [package["id"], package["owner_org"]]
    for at, resource in enumerate(package["resources"]):
        here = f"{where}: resource {at}"
        yield from typed(here, resource, RESOURCE)
        ids.append(resource.get("id"))
        if resource.get("package_id") != package["id"] or resource.get("position") != at:
            yield f"{here}: it stands elsewhere"
        if resource.get("license_type") != "https://creativecommons.org/licenses/by/4.0/":
            yield f"{here}: another licence"
        if not str(resource.get("url")).startswith("http") or "/" not in str(resource.get("mimetype")):
            yield f"{here}: no file"
        if ";" in str(resource.get("mimetype")):
            yield f"{here}: {resource['mimetype']}"
        for name in ("created", "last_modified", "metadata_modified"):
            if not MOMENT.fullmatch(str(resource.get(name))):
                yield f"{here}: `{name}` is {resource.get(name)}"
    for id in ids:
        if not UUID.fullmatch(str(id)):
            yield f"{where}: {id} is no id"
    if len(set(ids)) != len(ids):
        yield f"{where}: an id stands twice"


def faults_of_all(packages):
    """The same for all packages together."""
    for package in packages:
        yield from faults_of(package)
    for name in ("id", "name", "title"):
        values = [package.get(name) for package in packages]
        for value in {value for value in values if values.count(value) > 1}:
            yield f"{name} {value} stands twice"


def broken(packages):
    """Packages that are wrong in one thing each, by what is wrong."""
    def change(what, work):
        changed = copy.deepcopy(packages)
        work(changed[0])
        return what, changed

    first = packages[0]
    yield change("a name with capitals", lambda it: it.update(name="Projects"))
    yield change("a long name", lambda it: it.update(name="a" * 101))
    yield change("a title of another", lambda it: it.update(title=packages[1]["title"]))
    yield change("an id of another", lambda it: it.update(id=packages[1]["id"]))
    yield change("an empty title", lambda it: it.update(title=" "))
    for name in first:
        if name in PACKAGE:
            yield change(f"no {name}", lambda it, name=name: it.pop(name))
            if PACKAGE[name] is not type(None):
                yield change(f"{name} null", lambda it, name=name: it.update({name: None}))
    for name in first["resources"][0]:
        if name in RESOURCE:
            yield change(f"a resource without {name}", lambda it, name=name: it["resources"][0].pop(name))
    yield change("a moment with a zone", lambda it: it.update(metadata_modified="2026-03-01T02:00:00Z"))
    yield change("a moment without decimals", lambda it: it.update(metadata_modified="2026-03-01T02:00:00"))
    yield change("a tag with a slash", lambda it: it["tags"][0].update(name="a/b"))
    yield change("a tag of one letter", lambda it: it["tags"][0].update(name="a"))
    yield change("a tag twice", lambda it: it["tags"][0].update(name=it["tags"][1]["name"]))
    yield change("a key twice", lambda it: it["extras"].append(dict(it["extras"][0])))
    yield change("an extra that is a field", lambda it: it["extras"].append({"key": "notes", "value": "a"}))
    yield change("an extra that is no text", lambda it: it["extras"][0].update(value=["a"]))
    yield change("an extra that is null", lambda it: it["extras"][0].update(value=None))
    yield change("no holder", lambda it: it.update(extras=[e for e in it["extras"] if e["key"] != "holder_name"]))
    yield change("a theme that is a code alone", lambda it: [
        extra.update(value="INTR") for extra in it["extras"] if extra["key"] == "theme"
    ])
    yield change("another owner", lambda it: it.update(owner_org=it["id"]))
    yield change("another count", lambda it: it.update(num_resources=99))
    yield change("a licence that nobody knows", lambda it: it.update(license_id="CC-BY-4.0"))
    yield change("a resource with another licence", lambda it: it["resources"][0].update(license_type="cc-by"))
    yield change("a media type with a charset", lambda it: it["resources"][0].update(mimetype="text/csv; charset=utf-8"))
    yield change("a dataset that is a harvester", lambda it: it.update(type="harvest"))


class Harvester:
    """The requests of ckanext-harvest, in its order; each is kept."""

    def __init__(self, url):
        self.url, self.asked = url.rstrip("/"), []

    def search(self, fq=None):
        packages, start = [], 0
        while True:
            query = {"rows": "100", "start": str(start), "sort": "id asc"}
            if fq:
                query["fq"] = fq
            address = f"{self.url}/api/3/action/package_search?{urlencode(query)}"
            self.asked.append(address)
            # It looks neither at the status nor at the type of the content.
            result = json.loads(requests.get(address, timeout=60).content)["result"]["results"]
            if not result:
                return packages
            ids = {package["id"] for package in packages}
            packages += [package for package in result if package["id"] not in ids]
            start += 100

    def organisation(self, name):
        address = f"{self.url}/api/3/action/organization_show?id={name}"
        return json.loads(requests.get(address, timeout=60).content)["result"]


def since(moment):
    return f"metadata_modified:[{moment}Z TO *]"


def whole(url, count):
    harvester = Harvester(url)
    packages = harvester.search()
    check(len(packages) == count, f"{len(packages)} packages were harvested, not {count}")
    pages = count // 100 + 2 if count % 100 else count // 100 + 1
    check(len(harvester.asked) == pages, f"{len(harvester.asked)} requests for {count} packages")
    check([package["id"] for package in packages] == sorted(package["id"] for package in packages), "not by id")
    for fault in faults_of_all(packages):
        FAULTS.append(fault)
    for what, wrong in broken(packages):
        check(list(faults_of_all(wrong)), f"the check takes {what}")
    organisation = harvester.organisation(packages[0]["organization"]["name"])
    short = packages[0]["organization"]
    check({name: organisation[name] for name in short} == short, "the organisation is another one")
    queries(harvester, packages)
    return packages


def queries(harvester, packages):
    """Conditions that harvesters and importers ask with: how many packages each must find."""
    count, owner = len(packages), packages[0]["organization"]["name"]
    modified = max(package["metadata_modified"] for package in packages)
    escaped = modified.replace(":", "\\:")
    for fq, expected in [
        ("*:*", count),
        (since(modified), count),
        (f"metadata_modified:[{escaped}Z TO *]", count),
        (f"metadata_modified:[* TO {modified}Z]", count),
        (f"metadata_modified:{{{modified}Z TO *]", 0),
        (f"metadata_modified:[2000-01-01T00:00:00Z TO {modified}Z}}", 0),
        ("metadata_modified:[2000-01-01T00:00:00.000000Z TO 2001-01-01T00:00:00Z]", 0),
        ("metadata_modified:[2999-01-01T00:00:00.000000Z TO *]", 0),
        (f"organization:{owner}", count),
        (f"organization:{owner} {since(modified)}", count),
        (f"organization:other OR organization:{owner} {since('2999-01-01T00:00:00')}", 0),
        (f"organization:other OR organization:{owner} {since(modified)}", count),
        (f"organization:{owner} AND {since(modified)}", count),
        ("organization:other", 0),
        (f"-organization:{owner}", 0),
        ("-organization:other -organization:another", count),
        ("groups:a OR groups:b", 0),
        ("-groups:a", count),
        # What is not understood takes nothing away, and leaves the rest in force.
        ("res_format:CSV", count),
        ("+dataset_type:dataset +capacity:public", count),
        ("metadata_modified:[NOW-1DAY TO NOW]", count),
        ("{!geofilt sfield=a}", count),
        ("title:(", count),
        (f"something:else organization:{owner}", count),
        ("something:else organization:other", 0),
    ]:
        found = len(harvester.search(fq))
        check(found == expected, f"fq={fq} finds {found} packages, not {expected}")
        if "title:(" not in fq:
            answer = requests.post(
                f"{harvester.url}/api/action/package_search", json={"q": fq, "rows": 0}, timeout=60
            ).json()
            check(answer["result"]["count"] == expected, f"q={fq} finds {answer['result']['count']}, not {expected}")


def client(url, packages, get_only):
    """Every action by the client of CKAN, which asks below `/api/action`."""
    with RemoteCKAN(url, get_only=get_only) as ckan:
        act = ckan.action
        names = act.package_list()
        check(names == sorted(package["name"] for package in packages), f"package_list: {names}")
        check(act.package_list(limit=2, offset=1) == names[1:3], "package_list does not take limit and offset")
        by_name = {package["name"]: package for package in packages}
        for package in packages:
            check(act.package_show(id=package["name"]) == package, f"package_show {package['name']}")
            check(act.package_show(id=package["id"]) == package, f"package_show {package['id']}")
            for resource in package["resources"]:
                check(act.resource_show(id=resource["id"]) == resource, f"resource_show {resource['id']}")
        found = act.package_search()
        check(found["count"] == len(packages) and found["facets"] == {} == found["search_facets"], "package_search")
        check(found["results"] == [by_name[name] for name in names[:10]], "package_search does not give ten by name")
        check(act.package_search(rows=0) | {"count": 0} == found | {"results": [], "count": 0}, "rows=0")
        check(len(act.package_search(rows=5000)["results"]) == min(len(packages), 1000), "rows=5000")
        check(act.package_search(start=len(packages))["results"] == [], "start behind the end")
        found = act.package_search(sort="name desc", rows=3)
        check([it["name"] for it in found["results"]] == names[::-1][:3] and found["sort"] == "name desc", "sort")
        found = act.package_search(sort="score desc, metadata_modified desc", rows=1000)
        check([package["name"] for package in found["results"]] == names, "what is alike has no order")
        found = act.package_search(q="progetti finanziaménti", rows=1000)
        check(found["count"] < len(packages), "words are not searched")
        title = by_name["projects"]["title"].upper()
        found = act.package_search(q=f'"{title}"')["results"]
        check([package["name"] for package in found] == ["projects"], "a title is not found")
        listed = act.current_package_list_with_resources(limit=3, offset=2)
        check(listed == [by_name[name] for name in names[2:5]], "current_package_list_with_resources")
        check(len(act.current_package_list_with_resources()) == len(packages), "not all packages")
        organisations(act, packages)
        rest(act, packages)
        for refused, call in [
            (NotFound, lambda: act.package_show(id="no-such-dataset")),
            (NotFound, lambda: act.organization_show(id="nobody")),
            (NotFound, lambda: act.resource_show(id="x")),
            (NotFound, lambda: act.help_show(name="x")),
            (ValidationError, lambda: act.package_show()),
            (ValidationError, lambda: act.package_search(rows="many")),
            (ValidationError, lambda: act.package_list(limit=-1)),
            (CKANAPIError, lambda: act.package_create(name="a")),
        ]:
            try:
                call()
                FAULTS.append(f"no {refused.__name__}")
            except refused:
                pass


def organisations(act, packages):
    name = packages[0]["organization"]["name"]
    check(act.organization_list() == [name], "organization_list")
    check(act.organization_list(limit=0) == [], "organization_list does not take limit")
    [listed] = act.organization_list(all_fields=True)
    check(listed["display_name"] and listed["package_count"] == len(packages), f"organization_list: {listed}")
    check("extras" not in listed, "extras that nobody asked for")
    [listed] = act.organization_list(all_fields=True, include_extras=True)
    check({"key": "identifier", "value": "c_f205", "state": "active"} in listed["extras"], f"{listed}")
    shown = act.organization_show(id=name)
    check(shown == act.organization_show(id=shown["id"]) == act.group_show(id=name), "organization_show")
    check(shown | listed == shown, "the organisation in the list is another one")
    for fault in typed("organisation", shown, ORGANISATION | {"extras": list, "display_name": str}):
        FAULTS.append(fault)
    check(act.group_list() == [], "group_list")


def rest(act, packages):
    tags = sorted({tag["name"] for package in packages for tag in package["tags"]})
    check(act.tag_list() == tags, "tag_list")
    check({tag["name"] for tag in act.tag_list(all_fields=True)} == set(tags), "tag_list with all fields")
    check(act.tag_list(query="PROGETT") == ["Progetti"], "tag_list does not take query")
    [licence] = act.license_list()
    check((licence["id"], licence["title"]) == ("cc-by", packages[0]["license_title"]), f"license_list: {licence}")
    status = act.status_show()
    check(status["ckan_version"] == "2.11.0" and status["locale_default"] == "it", f"status_show: {status}")
    check(status["extensions"] == [] and status["software"].startswith("OpenCoop "), f"status_show: {status}")
    check("metadata_modified" in act.help_show(name="package_search"), "help_show")


def dumped(url, packages):
    """All datasets by the program of the client."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [Path(sys.executable).parent / "ckanapi", "dump", "datasets", "--all", "-q", "-r", url]
    run = subprocess.run(command, capture_output=True, env=environment, check=False)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    check(sorted(lines, key=lambda line: line["id"]) == packages, f"ckanapi dump: {len(lines)} {run.stderr[-300:]}")


def main(url, count, moment=None, expected=None):
    if moment:
        packages = Harvester(url).search(since(moment))
        check(len(packages) == int(expected), f"{len(packages)} changed since {moment}, not {expected}")
        for package in packages:
            for fault in faults_of(package):
                FAULTS.append(fault)
    else:
        print(datetime.now(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds"))
        packages = whole(url, int(count))
        client(url, packages, False)
        client(url, packages, True)
        dumped(url, packages)
    for fault in FAULTS[:30]:
        print(fault)
    return 1 if FAULTS else 0


sys.exit(main(*sys.argv[1:]))
