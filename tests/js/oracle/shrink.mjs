// Makes a request that is answered otherwise as small as it stays so.

import { Kind, parse, print, visit } from 'graphql';

const LISTS = ['definitions', 'selections', 'arguments', 'directives', 'variableDefinitions', 'fields', 'values'];

const tree = (query) => JSON.parse(JSON.stringify(parse(query, { noLocation: true })));

/** The things that could go, the largest first. */
function spots(ast) {
  const found = [];
  visit(ast, {
    enter(node) {
      for (const list of LISTS) {
        for (let at = (node[list]?.length ?? 0) - 1; at >= 0; at--) found.push([node, list, at]);
      }
      for (const key of ['alias', 'defaultValue']) if (node[key]) found.push([node, key]);
      for (const [at, one] of (node.selections ?? []).entries()) {
        if (one.kind === Kind.INLINE_FRAGMENT) found.push([node, 'unwrap', at]);
      }
    },
  });
  return found;
}

function without([node, key, at]) {
  if (key === 'unwrap') node.selections.splice(at, 1, ...node.selections[at].selectionSet.selections);
  else if (at === undefined) delete node[key];
  else node[key].splice(at, 1);
}

/** Leaves out the fragments and variables that nothing uses any more. */
function tidied(query) {
  const ast = tree(query);
  for (let again = true; again; ) {
    const used = new Set();
    visit(ast, { FragmentSpread: (node) => void used.add(node.name.value) });
    const kept = ast.definitions.filter((one) => one.kind !== Kind.FRAGMENT_DEFINITION || used.has(one.name.value));
    again = kept.length < ast.definitions.length;
    ast.definitions = kept;
  }
  const used = new Set();
  visit(ast, { VariableDefinition: () => false, Variable: (node) => void used.add(node.name.value) });
  for (const one of ast.definitions) {
    if (one.variableDefinitions) {
      one.variableDefinitions = one.variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
    }
  }
  return print(ast);
}

/** The smallest request found for which `differs` still holds. */
export async function shrunk(request, differs, most = 3000) {
  let current = request;
  const attempt = async (candidate) => {
    try {
      parse(candidate.query);
    } catch {
      return false;
    }
    most--;
    if (!(await differs(candidate))) return false;
    current = candidate;
    return true;
  };
  try {
    parse(request.query);
  } catch {
    return request;
  }
  for (let changed = true; changed && most > 0; ) {
    changed = false;
    for (let at = 0; most > 0; ) {
      const ast = tree(current.query);
      const all = spots(ast);
      if (at >= all.length) break;
      without(all[at]);
      const query = print(ast);
      let smaller = false;
      try {
        smaller = await attempt({ ...current, query: tidied(query) });
      } catch {
        // What is left is no document.
      }
      smaller ||= await attempt({ ...current, query });
      changed ||= smaller;
      if (!smaller) at++;
    }
    for (const name of Object.keys(current.variables ?? {})) {
      const variables = { ...current.variables };
      delete variables[name];
      changed = (await attempt({ ...current, variables })) || changed;
    }
    if (current.operationName !== undefined) {
      changed = (await attempt({ ...current, operationName: undefined })) || changed;
    }
  }
  return current;
}
