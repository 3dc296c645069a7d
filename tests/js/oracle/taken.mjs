// Fields whose value is taken from ours once, with all that it has: what only the store knows, or
// what other tests compare with a reference of their own. Fragments, aliases and merging over such
// a value are still the reference's.

import { getNamedType, isCompositeType, isInterfaceType, isLeafType } from 'graphql';

/** Why the value of a field is taken; `*` stands for any type. */
const REASONS = {
  'Query.revision': 'answered from the store',
  'Query.datasets': 'has tests of its own',
  'Query.codeLists': 'has tests of its own',
  'Query.changes': 'answered from the store, has tests of its own',
  'Query.explain': 'answered from the store, has tests of its own',
  '*.history': 'answered from the store',
};

/** The types of such values, all of whose fields are taken with them. */
const TYPES = [
  'Revision', 'ImportReport', 'Problem', 'Change', 'FieldChange',
  'Dataset', 'DatasetField', 'DatasetFile', 'CodeList', 'CodeListEntry',
  'ChangeConnection', 'ChangeEdge', 'RecordChange', 'Explanation', 'Refusal',
];

export class Taken {
  constructor(reference) {
    this.reference = reference;
  }

  knows(type, field) {
    return TYPES.includes(type) || `${type}.${field}` in REASONS || `*.${field}` in REASONS;
  }

  /** Whether the values that were taken answer a field. */
  answers(type) {
    return TYPES.includes(type);
  }

  /** Everything that a type has, as a selection set. */
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

  /** Asks ours for all values that are taken. */
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
      const type = schema.getType(table.one);
      const { history } = type.getFields();
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
