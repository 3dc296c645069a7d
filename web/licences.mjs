// The licences of all packages that have a file in the bundle, in one text.

import { promises as fs } from "node:fs";
import path from "node:path";

/** The folder of the package that a bundled file belongs to. */
function packageOf(input) {
  const match = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  return match?.[1];
}

export async function licences(root, inputs) {
  const folders = [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
  const parts = [];
  for (const folder of folders) {
    const at = path.join(root, folder);
    const about = JSON.parse(await fs.readFile(path.join(at, "package.json"), "utf8"));
    const files = (await fs.readdir(at)).filter((name) => /^(licen[cs]e|copying|notice|thirdparty)/i.test(name)).sort();
    const texts = await Promise.all(files.map((name) => fs.readFile(path.join(at, name), "utf8")));
    const licence = about.license ?? "see below";
    const text = texts.map((text) => text.trim()).join("\n\n") || "(The package has no file of its licence.)";
    parts.push(`${about.name} ${about.version}: ${licence}\n\n${text}`);
  }
  const head =
    "OpenCoop is MIT OR Apache-2.0. The scripts and styles that it serves to browsers contain parts of\n" +
    `these ${parts.length} packages from the npm registry, under their own licences.`;
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  return [head, ...parts].join(rule) + "\n";
}
