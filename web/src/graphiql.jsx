// GraphiQL in our page: our endpoint, our examples, no other host.

import "./style-elements.js";
import { createRoot } from "react-dom/client";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { examples, workers } from "built:lists";
import "graphiql/style.css";
import "./graphiql.css";

const language = document.documentElement.lang === "it" ? "it" : "en";
const words = {
  en: { title: "Examples", hint: "Each opens in a tab of its own. Run it with the button or with Ctrl-Enter." },
  it: { title: "Esempi", hint: "Ognuno si apre in una sua scheda. Si esegue con il pulsante o con Ctrl-Invio." },
}[language];

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(new URL(workers[label] ?? workers.editor, import.meta.url)),
};

async function fetcher({ query, variables, operationName }, { headers } = {}) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {
      ...headers,
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
    },
    body: JSON.stringify({ query, variables, operationName }),
    credentials: "omit",
  });
  return answer.json();
}

// The first line of an example, a comment, is its title.
const titleOf = (query) => query.split("\n", 1)[0].replace(/^#\s*/, "");

function Examples() {
  const { addTab } = useGraphiQLActions();
  const editor = useGraphiQL((state) => state.queryEditor);
  const open = (query) => {
    if (editor.getValue().trim()) addTab();
    editor.setValue(query);
    editor.focus();
  };
  return (
    <section aria-label={words.title} className="opencoop-examples">
      <div className="graphiql-doc-explorer-title">{words.title}</div>
      <p>{words.hint}</p>
      <ul>
        {examples[language].map((query) => (
          <li key={query}>
            <button type="button" className="graphiql-un-styled" disabled={!editor} onClick={() => open(query)}>
              {titleOf(query)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const EXAMPLES_PLUGIN = {
  title: words.title,
  icon: () => (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5 3h10l4 4v14H5zM15 3v4h4M8 12h8M8 16h5" />
    </svg>
  ),
  content: Examples,
};

// Tabs and history of each language apart; none of it where the browser keeps nothing.
function memory() {
  const prefix = `opencoop:${language}:`;
  let kept = null;
  try {
    kept = window.localStorage;
  } catch {
    return null;
  }
  const keys = () => Object.keys(kept).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => kept.getItem(prefix + key),
    setItem: (key, value) => kept.setItem(prefix + key, value),
    removeItem: (key) => kept.removeItem(prefix + key),
    clear: () => keys().forEach((key) => kept.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    storage={memory()}
    plugins={[EXAMPLES_PLUGIN, HISTORY_PLUGIN]}
    visiblePlugin={EXAMPLES_PLUGIN}
    initialQuery={undefined}
    defaultQuery=""
    defaultTabs={[{ query: examples[language][0] }]}
    isHeadersEditorEnabled={false}
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
  </GraphiQL>,
);
