// The editor makes `<style>` elements at run time, which our Content-Security-Policy refuses, as it
// should: `style-src 'self'`. A style sheet that a script constructs is not inline style, so each
// `<style>` that a script makes becomes an invisible stand-in whose text goes to such a sheet.
// Must run before anything else.

const create = document.createElement.bind(document);

document.createElement = (name, options) =>
  String(name).toLowerCase() === "style" ? standIn() : create(name, options);

function standIn() {
  const element = create("template");
  const sheet = new CSSStyleSheet();
  let text = "";

  const write = (value) => {
    text = String(value ?? "");
    sheet.replaceSync(text);
  };
  const property = { get: () => text, set: write, configurable: true };
  Object.defineProperties(element, {
    sheet: { get: () => sheet },
    textContent: property,
    innerText: property,
    innerHTML: property,
    appendChild: { value: (node) => (write(text + node.textContent), node) },
    append: { value: (...nodes) => write(text + nodes.map((n) => n.textContent ?? n).join("")) },
    type: { value: "text/css", writable: true },
    media: { value: "all", writable: true },
  });
  shown.push({ element, sheet });
  return element;
}

// A sheet counts while its stand-in is in the document.
const shown = [];
let ours = [];
new MutationObserver((changes) => {
  const touches = (node) => node.nodeType === 1 && (node.localName === "template" || node.querySelector("template"));
  if (changes.some(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes].some(touches))) adopt();
}).observe(document, { childList: true, subtree: true });

function adopt() {
  const others = document.adoptedStyleSheets.filter((sheet) => !ours.includes(sheet));
  ours = shown.filter(({ element }) => element.isConnected).map(({ sheet }) => sheet);
  document.adoptedStyleSheets = [...others, ...ours];
}
