// What is taken from ours, whole and by itself: what only the store knows, and what other tests
// compare with a reference of their own. Fragments, aliases, conditions and merging over such
// values, and filters put together of such tests, are still the reference's.

import { astFromValue, getNamedType, isCompositeType, isInterfaceType, isLeafType, isObjectType, print } from 'graphql';

import { Refused, Undecided } from './world.mjs';

/** Fields whose value is taken, and why; `*` stands for connections of any type. */
const FIELDS = {
  'Query.revision': 'answered from the store',
  'Query.changes': 'answered from the store',
  'Query.explain': 'answered from the store',
  'Query.datasets': 'a description of the registry, which tests/graphql compares',
  'Query.codeLists': 'a description of the registry, which tests/graphql compares',
  'Query.search': 'ranked by the index, which has a naive reference in tests of its own',
  '*.facets': 'compared with a naive scan by tests/agreement',
  '*.groups': 'compared with a naive scan by tests/agreement',
  '*.exportUrl': 'an address, which tests follow',
  '*.history': 'answered from the store',
};

/** Fields of filters whose rows are taken, and why. */
const TESTS = {
  search: 'answered by the index',
  near: 'compared with a naive scan by tests/agreement',
  within: 'compared with a naive scan by tests/agreement',
  country: 'a short form, which tests of filters expand',
  city: 'a short form, which tests of filters expand',
  sdg: 'a short form, which tests of filters expand',
  theme: 'a short form, which tests of filters expand',
  organisation: 'a short form, which tests of filters expand',
  year: 'a short form, which tests of filters expand',
};

/** Input types of arguments and tests that are taken. */
const INPUTS = ['YearSpan', 'Near', 'GroupOrder'];

/** Something must be asked of ours before the reference can go on. */
export class Wanted extends Error {}

export class Taken {
  constructor(reference) {
    this.reference = reference;
    this.values = new Map();
    this.wanted = new Map();
    this.asking = new Map();
  }

  /** Sets the resolvers of fields whose values are taken, and notes the types of the values. */
  connect() {
    const { schema, world } = this.reference;
    this.types = new Set();
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        if (!this.takes(type.name, field.name)) continue;
        this.reach(field.type);
        if (field.name === 'history' || field.name === 'revision') continue;
        this.reference.field(type.name, field.name, (source, args) => this.value(type, source, field, args));
      }
    }
    for (const name of this.types) {
      for (const field of Object.keys(schema.getType(name).getFields())) {
        if (!this.reference.known.has(`${name}.${field}`)) {
          this.reference.field(name, field, (value) => value[field]);
        }
      }
    }
    world.taken = this;
  }

  takes(type, field) {
    return `${type}.${field}` in FIELDS || (type !== 'Query' && `*.${field}` in FIELDS);
  }

  reach(type) {
    const named = getNamedType(type);
    if (!isObjectType(named) || this.reference.world.byType.has(named.name) || this.types.has(named.name)) return;
    if (this.reference.known.has(`${named.name}.${Object.keys(named.getFields())[0]}`)) return;
    this.types.add(named.name);
    for (const field of Object.values(named.getFields())) this.reach(field.type);
  }

  knowsInput(type, field) {
    return INPUTS.includes(type) || field in TESTS;
  }

  /** Everything that a type has, as a selection set; records by their ids. */
  all(type, depth = 6) {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    if (this.reference.world.byType.has(named.name) || isInterfaceType(named)) return '{ __typename id }';
    const fields = Object.values(named.getFields()).filter(
      (field) => depth > 0 || isLeafType(getNamedType(field.type)),
    );
    const written = fields.map((field) => {
      const inner = isCompositeType(getNamedType(field.type)) ? this.all(field.type, depth - 1) : '';
      return `${field.name} ${inner}`;
    });
    return `{ ${written.join(' ')} }`;
  }

  /** The value of a field of the query or of a list. */
  value(type, source, field, args) {
    const given = field.args
      .filter(({ name }) => args[name] !== undefined)
      .map(({ name, type: of }) => `${name}: ${print(astFromValue(args[name], of))}`);
    const call = `${field.name}${given.length ? `(${given.join(', ')})` : ''} ${this.all(field.type)}`;
    if (type.name === 'Query') return this.asked({ query: `{ ${call} }` }, (data) => data[field.name]);
    const { table, parent, way, name, args: of } = source.asked;
    const variables = {};
    const head = [];
    const inner = [];
    for (const argument of ['filter', 'orderBy']) {
      if (of[argument] == null) continue;
      variables[argument] = of[argument];
      const owner = this.reference.schema.getType(parent ? parent.__typename : 'Query');
      const declared = owner.getFields()[name].args.find((one) => one.name === argument);
      head.push(`$${argument}: ${declared.type}`);
      inner.push(`${argument}: $${argument}`);
    }
    const list = `${name}${inner.length ? `(${inner.join(', ')})` : ''} { ${call} }`;
    const body = parent ? `${parent.table.singular}(slug: ${JSON.stringify(parent.slug)}) { ${list} }` : list;
    const query = `query ${head.length ? `(${head.join(', ')})` : ''} { ${body} }`;
    const read = (data) => (parent ? data[parent.table.singular] : data)[name][field.name];
    return this.asked({ query, variables }, read, way ?? table);
  }

  /** Looks at the arguments of a field, which ours checks before anything runs. */
  check(type, field, args) {
    if (type.name === 'Query' && this.takes('Query', field.name) && field.args.length) this.value(type, null, field, args);
    const nodes = type.getFields().nodes;
    const table = nodes && this.reference.world.byType.get(getNamedType(nodes.type).name);
    if (!table || !this.takes(type.name, field.name)) return;
    this.value(type, { asked: { table, parent: null, way: null, name: table.plural, args: {} } }, field, args);
  }

  /** The slugs of the records of a table that a filter of one field holds for. */
  slugs(table, name, value) {
    if (!(name in TESTS) && !JSON.stringify(value).includes('"within"')) throw new Error(`no column, link or test ${name}`);
    // Two ends of a list that is longer than a page.
    const part = (which) => `${which}: ${table.plural}(filter: $filter, ${which}: 1000) { nodes { slug } }`;
    const query = `query ($filter: ${table.one}Filter) { ${part('first')} ${part('last')} }`;
    const read = (data) => new Set([...data.first.nodes, ...data.last.nodes].map((node) => node.slug));
    return this.asked({ query, variables: { filter: { [name]: value } } }, read);
  }

  /** What ours answers to a request of its own. */
  asked(request, read) {
    const key = JSON.stringify(request);
    const known = this.values.get(key);
    if (!known) {
      this.wanted.set(key, request);
      throw new Wanted(key);
    }
    if (known.errors?.[0].extensions.code === 'LIMIT_EXCEEDED') throw new Undecided('a limit');
    if (!known.data || known.errors) throw new Refused(known.errors[0].message);
    known.value ??= this.revived(read(known.data));
    return known.value;
  }

  /** Records in the place of their ids. */
  revived(value) {
    if (Array.isArray(value)) return value.map((one) => this.revived(one));
    if (value === null || typeof value !== 'object' || value instanceof Set) return value;
    if (value.__typename && value.id) return this.reference.world.find(value.id) ?? null;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.revived(one)]));
  }

  /** Asks ours for all that was wanted. */
  async fetch(ask) {
    const asked = [...this.wanted].map(([key, request]) => {
      const done = this.asking.get(key) ?? ask(request).then((body) => this.values.set(key, JSON.parse(body)));
      this.asking.set(key, done);
      return done;
    });
    this.wanted.clear();
    await Promise.all(asked);
  }

  /** Asks ours for what every run needs: the revision, and the histories of all records. */
  async load(ask) {
    const { schema, world } = this.reference;
    const data = async (query) => {
      const body = JSON.parse(await ask({ query }));
      if (body.errors) throw new Error(`${query}: ${JSON.stringify(body.errors)}`);
      return body.data;
    };
    const { revision } = schema.getQueryType().getFields();
    const current = (await data(`{ revision ${this.all(revision.type)} }`)).revision;
    this.reference.field('Query', 'revision', () => current);
    for (const table of world.tables) {
      const { history } = schema.getType(table.one).getFields();
      if (!history) continue;
      const histories = new Map();
      const ids = table.records.map((record) => JSON.stringify(world.id(record)));
      for (let at = 0; at < ids.length; at += 500) {
        const some = ids.slice(at, at + 500).join(', ');
        const query = `{ nodes(ids: [${some}]) { id ... on ${table.one} { history ${this.all(history.type)} } } }`;
        for (const node of (await data(query)).nodes) histories.set(node.id, node.history);
      }
      this.reference.field(table.one, 'history', (record) => histories.get(world.id(record)));
    }
  }
}
