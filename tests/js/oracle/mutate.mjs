// Mistakes: each makes one thing of a document or of its variables otherwise, mostly wrong.

import { Kind, parse, print, visit } from 'graphql';

const name = (value) => ({ kind: Kind.NAME, value });
const text = (value) => ({ kind: Kind.STRING, value });
const field = (value, alias) => ({ kind: Kind.FIELD, name: name(value), alias: alias && name(alias), arguments: [], directives: [] });

/** All nodes of some kinds, with the list that each stands in where it does. */
function nodes(ast, ...kinds) {
  const found = [];
  visit(ast, {
    enter(node, key, parent) {
      if (kinds.includes(node.kind)) found.push({ node, key, parent });
    },
  });
  return found;
}

/** Each gets the tree, which it may change, and random numbers; false where it does not fit. */
const MISTAKES = {
  unknownField: on(Kind.SELECTION_SET, (set, random) => set.selections.push(field(random.pick(['nope', 'title', 'id', 'totalCount', '__nope', 'kind'])))),
  unknownArgument: on(Kind.FIELD, (one) => one.arguments.push({ kind: Kind.ARGUMENT, name: name('nope'), value: text('x') })),
  twiceArgument: on(Kind.FIELD, (one, random) => one.arguments.length > 0 && one.arguments.push(random.pick(one.arguments))),
  lostArgument: on(Kind.FIELD, (one) => one.arguments.length > 0 && one.arguments.pop()),
  otherName: on(Kind.FIELD, (one, random) => (one.name = name(random.pick(['title', 'name', 'kind', 'nodes', 'projects', 'country', 'slug'])))),
  otherAlias: on(Kind.FIELD, (one, random) => (one.alias = name(random.pick(['title', 'slug', 'a1', 'a2', 'kind', 'b'])))),
  conflict: on(Kind.SELECTION_SET, (set, random) => {
    const fields = set.selections.filter((one) => one.kind === Kind.FIELD);
    if (!fields.length) return false;
    const one = random.pick(fields);
    const other = JSON.parse(JSON.stringify(one));
    if (random.chance(0.5)) {
      other.alias = name((one.alias ?? one.name).value);
      other.name = name(random.pick(['slug', 'id', 'title', '__typename', 'totalCount']));
      if (random.chance(0.7)) delete other.selectionSet;
      other.arguments = [];
    } else if (other.arguments.length) {
      other.arguments.pop();
    } else {
      return false;
    }
    if (random.chance(0.4)) other.directives = [{ kind: Kind.DIRECTIVE, name: name('skip'), arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value: { kind: Kind.BOOLEAN, value: random.chance(0.5) } }] }];
    set.selections.push(other);
  }),
  mergedDeeper: on(Kind.SELECTION_SET, (set, random) => {
    const fields = set.selections.filter((one) => one.kind === Kind.FIELD && one.selectionSet);
    if (!fields.length) return false;
    const other = JSON.parse(JSON.stringify(random.pick(fields)));
    other.selectionSet.selections = [field(random.pick(['slug', 'id', 'totalCount', '__typename']), random.pick(['a1', 'slug', 'id', 'nodes', 'x']))];
    set.selections.push(other);
  }),
  lostSelection: on(Kind.FIELD, (one) => one.selectionSet && delete one.selectionSet),
  selectionOfLeaf: on(Kind.FIELD, (one) => !one.selectionSet && (one.selectionSet = { kind: Kind.SELECTION_SET, selections: [field('slug')] })),
  otherCondition: on(Kind.NAMED_TYPE, (one, random) => (one.name = name(random.pick(['Nope', 'Project', 'Country', 'Node', 'Query', 'String', 'ProjectFilter', 'Money', 'Int', 'Boolean', 'ID', 'Basis'])))),
  addedFragment: on(Kind.SELECTION_SET, (set, random) => set.selections.push({ kind: Kind.INLINE_FRAGMENT, directives: [], typeCondition: { kind: Kind.NAMED_TYPE, name: name(random.pick(['Nope', 'Project', 'Country', 'Node', 'Query', 'String', 'Money', 'ProjectConnection'])) }, selectionSet: { kind: Kind.SELECTION_SET, selections: [field('__typename')] } })),
  unknownSpread: on(Kind.SELECTION_SET, (set, random) => set.selections.push({ kind: Kind.FRAGMENT_SPREAD, name: name(random.pick(['F0', 'F1', 'F2', 'Nope'])), directives: [] })),
  unusedFragment: (ast, random) => ast.definitions.push(...parse(random.pick(['fragment U on Project { slug }', 'fragment U on Nope { slug }', 'fragment U on Project { nope }', 'fragment U on String { x }', 'fragment F0 on Node { id }', 'fragment U on Node { ...U }'])).definitions),
  otherOperation: (ast, random) => ast.definitions.push(...parse(random.pick(['{ __typename }', 'query Q0 { __typename }', 'query Z { __typename }', 'query Z { nope }', 'mutation Z { __typename }', 'subscription Z { __typename }', 'mutation { nope }', 'query Z { project { slug } }', 'query Z($a: Int) { __typename }', 'query Z { a: project(slug: "x") { slug } a: project(slug: "y") { slug } }', 'type X { a: Int }'])).definitions),
  twiceDefinition: (ast, random) => ast.definitions.push(random.pick(ast.definitions)),
  operationKind: on(Kind.OPERATION_DEFINITION, (one, random) => (one.operation = random.pick(['mutation', 'subscription']))),
  directive: on([Kind.FIELD, Kind.FRAGMENT_SPREAD, Kind.INLINE_FRAGMENT, Kind.OPERATION_DEFINITION, Kind.FRAGMENT_DEFINITION, Kind.VARIABLE_DEFINITION], (one, random) => {
    const [head, argument, value] = random.pick([['nope'], ['skip'], ['include', 'if', text('true')], ['include', 'nope', { kind: Kind.BOOLEAN, value: true }], ['skip', 'if', { kind: Kind.NULL }], ['skip', 'if', { kind: Kind.VARIABLE, name: name('nope') }], ['deprecated'], ['skip', 'if', { kind: Kind.BOOLEAN, value: false }], ['include', 'if', { kind: Kind.BOOLEAN, value: true }], ['specifiedBy', 'url', text('x')]]);
    one.directives = [...(one.directives ?? []), { kind: Kind.DIRECTIVE, name: name(head), arguments: argument ? [{ kind: Kind.ARGUMENT, name: name(argument), value }] : [] }];
  }),
  twiceDirective: on(Kind.FIELD, (one, random) => {
    const make = () => ({ kind: Kind.DIRECTIVE, name: name('skip'), arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value: { kind: Kind.BOOLEAN, value: random.chance(0.5) } }] });
    one.directives = [make(), make()];
  }),
  otherValue: on([Kind.STRING, Kind.INT, Kind.BOOLEAN, Kind.ENUM, Kind.NULL, Kind.LIST, Kind.OBJECT, Kind.FLOAT], (one, random, at) => replace(at, value(random))),
  variableInstead: on([Kind.STRING, Kind.INT, Kind.BOOLEAN, Kind.ENUM, Kind.LIST, Kind.OBJECT], (one, random, at, ast) => {
    const known = nodes(ast, Kind.VARIABLE_DEFINITION).map(({ node }) => node.variable.name.value);
    replace(at, { kind: Kind.VARIABLE, name: name(random.pick([...known, 'nope'])) });
  }),
  objectField: on(Kind.OBJECT, (one, random) => one.fields.push({ kind: Kind.OBJECT_FIELD, name: name(random.pick(['nope', 'all', 'slug', 'eq', 'in', 'first', 'title'])), value: value(random) })),
  lostObjectField: on(Kind.OBJECT, (one) => one.fields.length > 0 && one.fields.pop()),
  twiceObjectField: on(Kind.OBJECT, (one, random) => one.fields.length > 0 && one.fields.push(random.pick(one.fields))),
  unusedVariable: on(Kind.OPERATION_DEFINITION, (one, random) => (one.variableDefinitions = [...(one.variableDefinitions ?? []), { kind: Kind.VARIABLE_DEFINITION, variable: { kind: Kind.VARIABLE, name: name('w') }, type: { kind: Kind.NAMED_TYPE, name: name(random.pick(['Int', 'Nope', 'Project', 'ProjectFilter'])) }, directives: [] }])),
  lostVariable: on(Kind.OPERATION_DEFINITION, (one) => one.variableDefinitions?.length > 0 && one.variableDefinitions.pop()),
  twiceVariable: on(Kind.OPERATION_DEFINITION, (one, random) => one.variableDefinitions?.length > 0 && one.variableDefinitions.push(random.pick(one.variableDefinitions))),
  variableType: on(Kind.VARIABLE_DEFINITION, (one, random) => {
    const plain = one.type.kind === Kind.NON_NULL_TYPE ? one.type.type : one.type;
    const types = [plain, { kind: Kind.NON_NULL_TYPE, type: plain }, { kind: Kind.LIST_TYPE, type: plain }];
    if (plain.kind === Kind.LIST_TYPE) types.push(plain.type, { kind: Kind.LIST_TYPE, type: plain.type.type ?? plain.type });
    one.type = random.pick(types);
  }),
  variableDefault: on(Kind.VARIABLE_DEFINITION, (one, random) => (one.defaultValue = random.chance(0.3) ? undefined : value(random))),
};

function value(random) {
  return random.pick([
    text('x'), text(''), text('2018'), text('it'), { kind: Kind.INT, value: '1' }, { kind: Kind.INT, value: '-1' },
    { kind: Kind.INT, value: '3000000000' }, { kind: Kind.FLOAT, value: '1.5' }, { kind: Kind.FLOAT, value: '1.0' },
    { kind: Kind.BOOLEAN, value: true }, { kind: Kind.NULL }, { kind: Kind.ENUM, value: 'ASC' }, { kind: Kind.ENUM, value: 'SLUG' },
    { kind: Kind.LIST, values: [] }, { kind: Kind.LIST, values: [{ kind: Kind.NULL }] }, { kind: Kind.OBJECT, fields: [] },
    { kind: Kind.LIST, values: [{ kind: Kind.LIST, values: [text('x')] }] },
  ]);
}

function on(kinds, change) {
  return (ast, random) => {
    const found = nodes(ast, ...[kinds].flat());
    if (!found.length) return false;
    const at = random.pick(found);
    return change(at.node, random, at, ast);
  };
}

function replace({ key, parent }, other) {
  parent[key] = other;
}

/** A request with one or two mistakes. */
export function mutated(request, random) {
  const ast = JSON.parse(JSON.stringify(parse(request.query, { noLocation: true })));
  const variables = { ...request.variables };
  const names = Object.keys(variables);
  if (names.length && random.chance(0.25)) {
    const one = random.pick(names);
    const other = random.pick([null, 1, -1, 1.5, 2.0, 'x', '', true, [], {}, [null], ['x'], 'ASC', 'NOPE', { eq: 'x' }, { nope: 1 }, { slug: 1 }, [[1]], undefined]);
    if (other === undefined) delete variables[one];
    else variables[one] = other;
    return { ...request, variables };
  }
  if (random.chance(0.04)) return { ...request, operationName: random.pick(['Nope', 'Q0', '']) };
  if (random.chance(0.04)) return { ...request, query: garbled(request.query, random) };
  for (let count = random.chance(0.2) ? 2 : 1; count > 0; count--) {
    random.pick(Object.values(MISTAKES))(ast, random);
  }
  return { ...request, query: print(ast) };
}

/** A text with a sign too many or too few. */
function garbled(query, random) {
  const at = random.below(query.length);
  const sign = random.pick(['', '', '{', '}', '(', ')', '"', '$', '@', '!', ':', '...', ' on ', '#', ',', '\\', '&', '\u00e8', '\ufeff']);
  return query.slice(0, at) + sign + query.slice(at + (random.chance(0.5) ? 1 : 0));
}
