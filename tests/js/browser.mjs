// Looks at the pages of a running server as a person does, in a real browser:
// `node browser.mjs ADDRESS`. Prints what it saw; ends with 1 at the first thing that is wrong.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const address = process.argv[2];
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
assert.ok(executablePath, "there is no Chromium: install Debian's package `chromium`");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const profile = await mkdtemp(join(tmpdir(), "opencoop-browser-"));
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const options = {
  executablePath,
  args: [...quiet, "--disable-component-update", "--disable-sync", "--no-sandbox"],
};

/** A page in a browser of this language, and all that went wrong in it. */
async function open(locale, settings = {}) {
  const browser = await chromium.launchPersistentContext(join(profile, `${locale}-${Math.random()}`), {
    ...options,
    locale,
    viewport: { width: 1280, height: 800 },
    ...settings,
  });
  browser.setDefaultTimeout(60_000);
  const page = await browser.newPage();
  const wrong = [];
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  browser.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== new URL(address).origin) {
      wrong.push(`another host: ${url}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
  });
  const close = async () => {
    assert.deepEqual(wrong, []);
    await browser.close();
  };
  return { browser, page, close };
}

/** Serious violations of accessibility that axe finds, outside of what is not ours. */
async function accessible(page, exclude = []) {
  // Devtools may run what the policy of the page does not let the page run.
  await page.evaluate(await (await import("node:fs/promises")).readFile(axe, "utf8"));
  const found = await page.evaluate(
    (exclude) => globalThis.axe.run({ exclude }, { resultTypes: ["violations"] }),
    exclude,
  );
  const serious = found.violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`);
  assert.deepEqual(serious, []);
}

const checks = {
  async "GraphiQL loads, runs an example and shows the documentation"() {
    const { page, close } = await open("en-GB");
    await page.goto(`${address}/graphql`);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    const editor = page.locator(".graphiql-query-editor .view-lines");
    await editor.getByText("ProjectsWithMozambique").waitFor();
    // Lines that the editor places stand below each other.
    await page.waitForFunction(() => {
      const lines = [...document.querySelectorAll(".graphiql-query-editor .view-line")];
      const tops = new Set(lines.map((line) => line.getBoundingClientRect().top));
      return lines.length > 10 && tops.size === lines.length;
    });
    await page.getByRole("button", { name: /Execute query/ }).click();
    await page.locator(".graphiql-response .view-lines").getByText("cultura-natura-mozambico").waitFor();
    // Another example opens in a tab of its own.
    await page.getByRole("button", { name: "Missions and how many officials took part" }).click();
    await page.getByRole("tab", { name: /Missions/ }).waitFor();
    await page.getByRole("button", { name: /Execute query/ }).click();
    await page.locator(".graphiql-response .view-lines").getByText("outbound").waitFor();
    await page.getByRole("button", { name: /Documentation Explorer/ }).click();
    const docs = page.locator(".graphiql-plugin");
    await docs.getByRole("link", { name: "Project", exact: true }).click();
    await docs.getByText("A cooperation activity of the city, alone or with partners.").waitFor();
    await accessible(page, [["#graphiql"]]);
    await close();
  },

  async "GraphiQL has a worker that marks mistakes"() {
    const { page, close } = await open("en-GB");
    await page.goto(`${address}/graphql`);
    await page.locator(".graphiql-query-editor .view-lines").getByText("ProjectsWithMozambique").waitFor();
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("{ nonsense }");
    await page.locator(".graphiql-query-editor .squiggly-error").first().waitFor();
    await close();
  },

  async "GraphiQL speaks Italian to an Italian browser, and can be switched"() {
    const { page, close } = await open("it-IT");
    await page.goto(`${address}/graphql`);
    assert.equal(await page.getAttribute("html", "lang"), "it");
    const editor = page.locator(".graphiql-query-editor .view-lines");
    await editor.getByText("ProgettiConIlMozambico").waitFor();
    await page.getByRole("button", { name: "Missioni e quanti funzionari" }).waitFor();
    await page.getByRole("link", { name: "English" }).click();
    await editor.getByText("ProjectsWithMozambique").waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await close();
  },

  async "without scripts, a page says so and leads on"() {
    const { page, close } = await open("it-IT", { javaScriptEnabled: false });
    await page.goto(`${address}/graphql`);
    assert.match(await page.locator("noscript").innerText(), /richiede JavaScript/);
    await page.locator("noscript a").first().click();
    await page.getByRole("heading", { level: 1, name: "Documentazione" }).waitFor();
    await close();
  },

  async "the overview and the documentation are there in both languages"() {
    for (const [locale, lang, overview, docs, heading] of [
      ["en-GB", "en", "Overview", "Documentation", "Parameters of a list"],
      ["it-IT", "it", "Panoramica", "Documentazione", "Parametri di un elenco"],
    ]) {
      for (const colorScheme of ["light", "dark"]) {
        const { page, close } = await open(locale, { colorScheme });
        await page.goto(`${address}/`);
        assert.equal(await page.title(), `${overview} · OpenCoop`);
        await accessible(page);
        await page.getByRole("navigation").getByRole("link", { name: docs, exact: true }).click();
        await page.getByRole("heading", { level: 2, name: heading }).waitFor();
        assert.equal(await page.getAttribute("html", "lang"), lang);
        await page.locator("summary", { hasText: "projects" }).first().click();
        await page.getByRole("rowheader", { name: "starts_on", exact: true }).first().waitFor();
        await accessible(page);
        await close();
      }
    }
  },

  async "the data dictionary is there in both languages, and its links lead somewhere"() {
    for (const [locale, title] of [["en-GB", "Data dictionary"], ["it-IT", "Dizionario dei dati"]]) {
      const { page, close } = await open(locale);
      await page.goto(`${address}/`);
      await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.getByRole("rowheader", { name: "starts_on", exact: true }).first().waitFor();
      const links = await page.locator("main a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      for (const to of new Set(links.filter((to) => to.startsWith("#")))) {
        assert.equal(await page.locator(`[id="${to.slice(1)}"]`).count(), 1, to);
      }
      await accessible(page);
      await close();
    }
  },

  async "the files are there in both languages, with how to cite them"() {
    for (const [locale, title, heading] of [["en-GB", "Files", "How to cite"], ["it-IT", "File", "Come citare"]]) {
      const { page, close } = await open(locale);
      await page.goto(`${address}/`);
      await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
      await page.getByRole("heading", { level: 2, name: heading }).waitFor();
      await page.getByRole("link", { name: "project_countries.parquet" }).waitFor();
      assert.match(await page.locator("pre").innerText(), /@misc\{opencoop-r1,/);
      await accessible(page);
      await close();
    }
  },

  async "a record is there in both languages, with its caveat first, and for programs"() {
    for (const [locale, caveat, fields, cite] of [
      ["en-GB", "Caveat", "Fields", "How to cite"],
      ["it-IT", "Avvertenza", "Campi", "Come citare"],
    ]) {
      for (const [colorScheme, width] of [["light", 1280], ["dark", 360]]) {
        const { page, close } = await open(locale, { colorScheme, viewport: { width, height: 800 } });
        await page.goto(`${address}/record/projects/dakar-reve`);
        await page.getByRole("heading", { level: 1, name: /DAKAR REVE/ }).waitFor();
        const first = await page.getByRole("region", { name: caveat }).boundingBox();
        const table = await page.getByRole("heading", { level: 2, name: fields }).boundingBox();
        assert.ok(first.y + first.height <= table.y, "the caveat stands before the fields");
        await page.getByRole("heading", { level: 2, name: cite }).waitFor();
        await page.locator("summary").first().click();
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${page.url()} is ${wider} wider than the window`);
        const values = page.getByRole("region", { name: fields, exact: true });
        const hidden = await values.evaluate((region) => region.scrollWidth - region.clientWidth);
        assert.ok(hidden <= 0, `${hidden} of what the record says are hidden`);
        await accessible(page);
        const data = JSON.parse(await page.locator('script[type="application/ld+json"]').innerText());
        assert.match(JSON.stringify(data), /projects\/dakar-reve/);
        for (const link of await page.locator('link[rel="alternate"][type]').all()) {
          const [type, to] = [await link.getAttribute("type"), await link.getAttribute("href")];
          const answer = await fetch(new URL(to, address));
          await answer.arrayBuffer();
          assert.equal(answer.headers.get("content-type").split(";")[0], type, to);
        }
        // A link leads to the page of another record, and from there one leads back.
        await page.locator("main").getByRole("link", { name: "Senegal", exact: true }).click();
        await page.getByRole("heading", { level: 1, name: "Senegal" }).waitFor();
        await page.locator("main").getByRole("link", { name: /^DAKAR REVE/ }).waitFor();
        await accessible(page);
        await close();
      }
    }
  },

  async "the datasets are there in both languages, on a desk and on a phone"() {
    for (const [locale, list, dataset, downloads] of [
      ["en-GB", "Datasets", "Projects", "Downloads"],
      ["it-IT", "Insiemi di dati", "Progetti", "Scaricare i dati"],
    ]) {
      for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 360], ["dark", 360]]) {
        const { page, close } = await open(locale, { colorScheme, viewport: { width, height: 800 } });
        await page.goto(`${address}/`);
        const pages = page.getByRole("navigation", { name: /^Pag/ });
        await pages.getByRole("link", { name: list, exact: true }).click();
        await page.getByRole("heading", { level: 1, name: list }).waitFor();
        await fits(page, "DataCatalog");
        await page.getByRole("link", { name: dataset, exact: true }).click();
        await page.getByRole("heading", { level: 1, name: dataset }).waitFor();
        await page.getByRole("heading", { level: 2, name: downloads }).waitFor();
        await page.getByRole("rowheader", { name: "starts_on", exact: true }).waitFor();
        await page.getByRole("link", { name: "projects.parquet" }).waitFor();
        assert.equal(await page.locator("header [aria-current]").first().innerText(), list);
        await fits(page, "Dataset");
        // The way back.
        const trail = page.getByRole("navigation", { name: /^(You are here|Percorso)$/ });
        await trail.getByRole("link", { name: list, exact: true }).click();
        await page.getByRole("heading", { level: 1, name: list }).waitFor();
        await page.goto(`${address}/dataset/opencoop`);
        await fits(page, "Dataset");
        await close();
      }
    }
  },

  async "every address that the files, the documentation, a record and the datasets give answers"() {
    for (const path of ["/export", "/docs", "/record/projects/dakar-reve"]) await answers(path);
    for (const path of ["/dataset", "/dataset/opencoop", "/dataset/projects"]) await answers(path, 20);
  },
};

/** A page that is not wider than the window, that all can read, with data of this type in it. */
async function fits(page, type) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${page.url()} is ${wider} wider than the window`);
  const data = await page.locator('script[type="application/ld+json"]').evaluateAll((all) => all.map((one) => one.textContent));
  assert.deepEqual(data.map((text) => JSON.parse(text)["@type"]), [type]);
  await accessible(page);
}

/** Every address that a page gives. */
async function answers(path, least = 30) {
  const { page, close } = await open("en-GB");
  await page.goto(address + path);
  const links = await page.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const ours = [...new Set(links)].filter((to) => to.startsWith("/"));
  assert.ok(ours.length > least, `only ${ours.length} addresses`);
  for (const to of ours) {
    const answer = await fetch(address + to, to.startsWith("/graphql") ? { headers: { accept: "text/html" } } : {});
    await answer.arrayBuffer();
    assert.equal(answer.status, 200, to);
  }
  for (const to of links.filter((to) => to.startsWith("#"))) {
    assert.equal(await page.locator(`[id="${to.slice(1)}"]`).count(), 1, to);
  }
  await close();
}

try {
  for (const [name, check] of Object.entries(checks)) {
    await check().catch((error) => {
      error.message = `${name}: ${error.message}`;
      throw error;
    });
    console.log(name);
  }
} finally {
  await rm(profile, { recursive: true, force: true }).catch(() => {});
}
process.exit(0);
