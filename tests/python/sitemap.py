"""Reads robots.txt with urllib's parser and the sitemap with lxml, and asks for every page that it names. Then breaks
both, and must find that too.  usage: sitemap.py BASE DATASETS (with commas)"""

import re
import sys
import urllib.error
import urllib.request
from urllib.robotparser import RobotFileParser

from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HARVESTED = ("/catalog", "/catalog.ttl", "/api/3/action/package_search", "/data.json", "/export/x.csv", "/oai", "/id/x/y")


def get(address):
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), answer.headers["content-type"], answer.url


def robots_faults(base, text):
    faults = []
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    if robots.site_maps() != [f"{base}/sitemap.xml"]:
        faults.append(f"sitemaps {robots.site_maps()}")
    for path in HARVESTED + ("/", "/dataset/projects?language=it"):
        for agent in ("*", "Googlebot", "python-requests"):
            if not robots.can_fetch(agent, base + path):
                faults.append(f"{agent} may not read {path}")
    return faults


def sitemap_faults(base, content, datasets):
    try:
        document = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        return [str(error)], []
    faults, addresses, alternates = [], [], {}
    if document.tag != f"{SITEMAP}urlset":
        faults.append(f"the root is {document.tag}")
    for url in document:
        names = [child.tag for child in url]
        if names != [f"{SITEMAP}loc", f"{SITEMAP}lastmod"] + [f"{XHTML}link"] * 3:
            faults.append(f"{names}")
            continue
        address = url[0].text
        addresses.append(address)
        if not address.startswith(f"{base}/"):
            faults.append(f"{address} is elsewhere")
        if not MOMENT.fullmatch(url[1].text):
            faults.append(f"{address} changed on {url[1].text}")
        links = {link.get("hreflang"): link.get("href") for link in url[2:]}
        if sorted(links) != ["en", "it", "x-default"] or address not in links.values():
            faults.append(f"{address} is {links}")
        alternates[address] = links
    for address, links in alternates.items():
        # Each page of the three names the same three.
        if any(alternates.get(other) != links for other in links.values()):
            faults.append(f"{address}: others do not say the same")
    if len(set(addresses)) != len(addresses):
        faults.append("a page stands twice")
    found = {address.removeprefix(f"{base}/dataset/") for address in addresses if f"{base}/dataset/" in address}
    expected = {slug + language for slug in datasets for language in ("", "?language=it", "?language=en")}
    if found != expected:
        faults.append(f"datasets {found ^ expected}")
    return faults, addresses


BREAKS = (
    (b"</urlset>", b""),
    (b"<loc>http", b"<loc>ftp"),
    (b"<lastmod>2", b"<lastmod>on 2"),
    (b'hreflang="x-default"', b'hreflang="de"'),
    (b"/dataset/", b"/datasets/"),
    (b"?language=it</loc>", b"</loc>"),
    (b"http://www.sitemaps.org/schemas/sitemap/0.9", b"http://www.google.com/schemas/sitemap/0.84"),
)


def main(base, datasets):
    datasets = datasets.split(",")
    text, media_type, _ = get(f"{base}/robots.txt")
    text = text.decode("utf-8")
    faults = robots_faults(base, text)
    if media_type != "text/plain; charset=utf-8":
        faults.append(f"robots.txt is {media_type}")
    for broken in (text.replace("Allow", "Disallow"), text.replace("Sitemap:", "Map:"), text.replace("Allow", "Disallow: /oai\nAllow")):
        if not robots_faults(base, broken):
            faults.append(f"{broken!r} is not found")
    content, media_type, _ = get(f"{base}/sitemap.xml")
    found, addresses = sitemap_faults(base, content, datasets)
    faults += found
    if media_type != "application/xml; charset=utf-8":
        faults.append(f"the sitemap is {media_type}")
    for whole, broken in BREAKS:
        spoilt = content.replace(whole, broken)
        if spoilt == content or not sitemap_faults(base, spoilt, datasets)[0]:
            faults.append(f"{broken} is not found")
    for address in addresses:
        try:
            page, media_type, arrived = get(address)
            if not media_type.startswith("text/html") or b"noindex" in page or arrived != address:
                faults.append(f"{address} is {media_type} at {arrived}")
            language = address.partition("?language=")[2]
            if language and f'<html lang="{language}"'.encode() not in page:
                faults.append(f"{address} is in another language")
        except urllib.error.HTTPError as error:
            faults.append(f"{address} answers {error.code}")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
