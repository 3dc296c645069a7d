// Builds what browsers get into `dist`: the files under names that hold their hash, each with its
// gzip and brotli forms, the licences of what is in them, and `manifest.tsv`, which lists them for
// `build.rs`: name, media type, and for what pages ask for, its name without the hash.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { licences } from "./licences.mjs";

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const dist = path.join(root, "dist");
const target = path.join(root, `dist.${process.pid}`);

const common = {
  absWorkingDir: root,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  jsx: "automatic",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: target,
  target: ["es2022", "chrome100", "firefox110", "safari16.4"],
};

// The style sheet of GraphiQL holds the editor's, and fonts that we leave out. The one that is left,
// of the editor's signs, becomes a file: our policy loads no font from a `data:` address.
const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /monaco-editor\/esm\/.*\.css$/ }, () => ({ contents: "", loader: "css" }));
    build.onLoad({ filter: /graphiql\/dist\/style\.css$/ }, async ({ path: file }) => {
      const text = await fs.readFile(file, "utf8");
      const contents = text
        .replace(/@font-face\s*{[^}]*}/g, (rule) => (/font-family:\s*codicon/.test(rule) ? rule : ""))
        .replace(/url\(data:font\/ttf;base64,[^)]*\)/g, 'url("monaco-editor/codicon.ttf")');
      return { contents, loader: "css" };
    });
    build.onResolve({ filter: /^monaco-editor\/codicon\.ttf$/ }, () => ({
      path: path.join(root, "node_modules/monaco-editor/esm/vs/base/browser/ui/codicons/codicon/codicon.ttf"),
    }));
  },
};

async function examples(language) {
  const folder = path.join(root, "examples", language);
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith(".graphql")).sort();
  return Promise.all(names.map((name) => fs.readFile(path.join(folder, name), "utf8")));
}

/** The module `built:lists`: the examples, and the names of the workers. */
const lists = (values) => ({
  name: "lists",
  setup(build) {
    build.onResolve({ filter: /^built:lists$/ }, () => ({ path: "lists", namespace: "built" }));
    build.onLoad({ filter: /.*/, namespace: "built" }, () => ({
      contents: Object.entries(values)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join("\n"),
      loader: "js",
    }));
  },
});

/** The names that entry points got: `{ "editor.js": "editor-ABCDEFGH.js" }`. */
function names(outputs, entries) {
  const found = {};
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    const logical = Object.entries(entries).find(([, source]) => entryPoint && path.resolve(root, entryPoint) === path.resolve(root, source));
    if (!logical) continue;
    found[logical[0] + path.extname(file)] = path.basename(file);
    if (cssBundle) found[`${logical[0]}.css`] = path.basename(cssBundle);
  }
  return found;
}

const workerEntries = {
  editor: "node_modules/monaco-editor/esm/vs/editor/editor.worker.js",
  json: "node_modules/monaco-editor/esm/vs/language/json/json.worker.js",
  graphql: "node_modules/monaco-graphql/esm/graphql.worker.js",
};
const pageEntries = { graphiql: "src/graphiql.jsx" };

await fs.rm(target, { recursive: true, force: true });
const workers = await build({ ...common, entryPoints: workerEntries, format: "iife" });
const workerNames = names(workers.metafile.outputs, workerEntries);
const worker = Object.fromEntries(Object.keys(workerEntries).map((name) => [name, `./${workerNames[`${name}.js`]}`]));
const [it, en] = await Promise.all(["it", "en"].map(examples));
const pages = await build({
  ...common,
  entryPoints: pageEntries,
  format: "esm",
  splitting: true,
  loader: { ".ttf": "file" },
  plugins: [styles, lists({ examples: { it, en }, workers: worker })],
});

const inputs = [workers, pages].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const entries = names(pages.metafile.outputs, pageEntries);
const text = await licences(root, inputs);
const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
entries["licenses.txt"] = `licenses-${hash}.txt`;
await fs.writeFile(path.join(target, entries["licenses.txt"]), text);

const types = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
};
const lines = [];
const sums = [0, 0, 0];
for (const name of (await fs.readdir(target)).sort()) {
  const bytes = await fs.readFile(path.join(target, name));
  const type = types[path.extname(name)];
  if (!type) throw new Error(`no media type for ${name}`);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  await fs.writeFile(path.join(target, `${name}.br`), brotli);
  await fs.writeFile(path.join(target, `${name}.gz`), gzip);
  const entry = Object.keys(entries).find((key) => entries[key] === name) ?? "";
  lines.push([name, type, entry].join("\t") + "\n");
  [bytes, gzip, brotli].forEach(({ length }, at) => (sums[at] += length));
}
await fs.writeFile(path.join(target, "manifest.tsv"), lines.join(""));
await fs.rm(dist, { recursive: true, force: true });
await fs.rename(target, dist);

const [plain, gzip, brotli] = sums.map((sum) => Math.round(sum / 1024));
console.log(`web/dist: ${lines.length} files, ${plain} KB, gzip ${gzip} KB, brotli ${brotli} KB`);
