// The reference: graphql-js over our SDL, with resolvers of its own over the rows.

import {
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  buildSchema,
  executeSync,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  parse,
  print,
  specifiedScalarTypes,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

import { Cursors, connection, listPlan, BadCursor } from './lists.mjs';
import { Refused, Undecided, World, label, localised } from './world.mjs';
import { Taken, Wanted } from './taken.mjs';

export class Reference {
  constructor(given) {
    this.world = new World(given);
    this.schema = buildSchema(given.sdl);
    this.cursors = new Cursors();
    this.taken = new Taken(this);
    this.lists = new Map();
    this.known = new Set();
    this.scalars();
    this.query();
    for (const table of this.world.tables) this.records(table);
    this.values();
    this.taken.connect();
  }

  /** Sets the resolver of a field that the schema has. */
  field(type, name, resolve) {
    const field = this.schema.getType(type)?.getFields()[name];
    if (!field) return;
    this.known.add(`${type}.${name}`);
    field.resolve = resolve;
  }

  scalars() {
    const text = (value) => {
      if (typeof value !== 'string') throw new GraphQLError('expected a text');
      return value;
    };
    const tag = (value) => {
      const [first, ...rest] = text(value).toLowerCase().split('-');
      const fits = (part) => /^([a-z]{2}|[a-z]{4,8}|[a-z0-9]{3,8})$/.test(part);
      if (!/^[a-z]{2,3}$/.test(first) || !rest.every(fits)) throw new GraphQLError('no tag');
      return value;
    };
    const number = (value) => {
      if (typeof value !== 'string' && typeof value !== 'number') throw new GraphQLError('no number');
      return value;
    };
    const parsers = { LanguageTag: tag, Decimal: number, PartialDate: text, DateTime: text, Url: text };
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (!isScalarType(type) || specifiedScalarTypes.some(({ name }) => name === type.name)) continue;
      const parser = parsers[type.name];
      if (!parser) throw new Error(`a scalar that the reference does not know: ${type.name}`);
      type.parseValue = parser;
      type.parseLiteral = (node) => {
        const isNumber = node.kind === Kind.INT || node.kind === Kind.FLOAT;
        if (node.kind === Kind.STRING) return parser(node.value);
        if (isNumber && type.name === 'Decimal') return node.value;
        throw new GraphQLError(`no ${type.name}`);
      };
    }
  }

  query() {
    this.field('Query', 'node', (_, { id }) => this.world.find(id) ?? null);
    this.field('Query', 'nodes', (_, { ids }) => ids.map((id) => this.world.find(id) ?? null));
    for (const table of this.world.tables) {
      this.field('Query', table.singular, (_, { slug }) => table.bySlug.get(slug) ?? null);
      this.list('Query', table.plural, table, null);
    }
  }

  list(type, name, table, way) {
    this.lists.set(`${type}.${name}`, { table, way });
    this.field(type, name, (parent, args) =>
      connection(this.world, this.cursors, { table, parent: way && parent, way, name, args }),
    );
    this.connection(getNamedType(this.schema.getType(type).getFields()[name].type).name);
  }

  connection(type) {
    for (const name of ['totalCount', 'nodes', 'edges', 'pageInfo']) {
      this.field(type, name, (list) => list[name]);
    }
    const edge = getNamedType(this.schema.getType(type).getFields().edges.type).name;
    this.field(edge, 'cursor', (item) => item.cursor);
    this.field(edge, 'node', (item) => item.node);
    this.field(edge, 'basis', (item) => this.said(item.basis, this.world.bases));
    this.field(edge, 'role', (item) => item.role && { code: item.role });
  }

  said(code, list) {
    return code === null ? null : list.closed ? code.toUpperCase() : { code };
  }

  records(table) {
    const type = table.one;
    this.field(type, 'id', (record) => this.world.id(record));
    this.field(type, 'slug', (record) => record.slug);
    for (const column of table.columns) this.column(type, column);
    for (const [name, way] of table.ways) {
      if (way.single) {
        this.field(type, name, (record) => this.world.linked(record, way)[0]?.record ?? null);
      } else {
        this.list(type, name, this.world.byName.get(way.to[0]), way);
      }
    }
  }

  column(type, { name, field, kind, codes }) {
    const value = (record) => record.row[name] ?? null;
    if (kind === 'localised') {
      this.field(type, field, (record, { language }) => localised(value(record), language)[1]);
      this.field(type, `${field}Language`, (record, { language }) => localised(value(record), language)[0]);
      this.field(type, `${field}Translations`, (record) =>
        Object.entries(value(record) ?? {}).map(([language, text]) => ({ language, text })),
      );
    } else if (kind === 'code' && codes.closed) {
      this.field(type, field, (record) => value(record)?.code.toUpperCase() ?? null);
    } else {
      this.field(type, field, value);
    }
    if (codes && !codes.closed) this.codes(codes);
  }

  codes(list) {
    this.field(list.name, 'code', (value) => value.code);
    this.field(list.name, 'label', (value, { language }) =>
      label(list.codes.find(([code]) => code === value.code), language),
    );
  }

  values() {
    for (const { links } of this.world.tables) {
      for (const { role } of links) if (role) this.codes(role);
    }
    const plain = {
      PageInfo: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'],
      Translation: ['language', 'text'],
      Money: ['amount', 'currency'],
      Point: ['latitude', 'longitude'],
    };
    for (const [type, names] of Object.entries(plain)) {
      for (const name of names) this.field(type, name, (value) => value[name]);
    }
  }

  /** The fields of the schema, of answers and of filters, that nobody has taught to the reference. */
  unknown() {
    const unknown = [];
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isObjectType(type)) {
        for (const name of Object.keys(type.getFields())) {
          const full = `${type.name}.${name}`;
          if (!this.known.has(full) && !this.taken.takes(type.name, name)) unknown.push(full);
        }
      } else if (isInterfaceType(type) && type.name !== 'Node') {
        unknown.push(type.name);
      } else if (isInputObjectType(type)) {
        for (const name of Object.keys(type.getFields())) {
          if (!this.knowsInput(type.name, name)) unknown.push(`${type.name}.${name}`);
        }
      }
    }
    return unknown;
  }

  knowsInput(type, name) {
    const tests = /^(eq|in|not|gte|lte|isNull|contains|currency|some|none)$/;
    if (this.taken.knowsInput(type, name)) return true;
    if (type === 'AnyLinkTest' && this.world.tables.some(({ plural }) => plural === name)) return true;
    if (type.endsWith('Test')) return tests.test(name);
    if (type.endsWith('Order')) return name === 'field' || name === 'direction';
    const table = this.world.byType.get(type.replace(/Filter$/, ''));
    if (!type.endsWith('Filter') || !table) return false;
    return ['all', 'any', 'not', 'slug'].includes(name) || table.fields.has(name) || table.ways.has(name);
  }

  /** Whether the reference can answer a field. */
  answers(type, name) {
    return this.known.has(`${type}.${name}`);
  }

  /** What the answer to a request must be: `{ refused }` or `{ data, errors }`. */
  answer({ query, variables, operationName }) {
    let document;
    try {
      document = parse(query);
    } catch (error) {
      return { refused: error.message };
    }
    const errors = validate(this.schema, document);
    if (errors.length) return { refused: errors[0].message };
    try {
      this.plan(document, variables, operationName);
    } catch (error) {
      if (error instanceof Wanted || error instanceof Undecided) throw error;
      if (error instanceof Refused || error instanceof GraphQLError) return { refused: error.message };
      throw error;
    }
    const done = executeSync({ schema: this.schema, document, variableValues: variables, operationName });
    if (!('data' in done)) return { refused: done.errors[0].message };
    for (const error of done.errors ?? []) {
      const cause = error.originalError ?? error;
      if (cause instanceof Refused && !this.taken.wanted.size) return { refused: cause.message };
      if (!(cause instanceof BadCursor)) throw cause;
    }
    return done;
  }

  /**
   * Looks at what the operation asks before anything runs, as ours does: a question that cannot be
   * answered is refused as a whole, and not field by field.
   */
  plan(document, given, operationName) {
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const operation =
      operationName == null
        ? operations.length === 1 && operations[0]
        : operations.find(({ name }) => name?.value === operationName);
    if (!operation) throw new Refused('which operation?');
    // The specification asks for it of the whole document (Operation Type Existence, 2025).
    if (operations.some((one) => one.operation !== 'query')) throw new Refused('only queries');
    const { coerced, errors } = getVariableValues(
      this.schema, operation.variableDefinitions ?? [], given ?? {},
    );
    if (errors) throw new Refused(errors[0].message);
    const fragments = new Map();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    this.planned({ fragments, variables: coerced }, this.schema.getQueryType(), [operation.selectionSet]);
  }

  planned(request, type, sets) {
    const fields = new Map();
    const spread = new Set();
    for (const set of sets) this.collect(request, type, set, fields, spread);
    for (const nodes of fields.values()) this.plannedField(request, type, nodes);
  }

  collect(request, type, set, fields, spread) {
    for (const node of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, node, request.variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, request.variables)?.if === false) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        if (fields.has(key)) fields.get(key).push(node);
        else fields.set(key, [node]);
        continue;
      }
      let of = node;
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(node.name.value)) continue;
        spread.add(node.name.value);
        of = request.fragments.get(node.name.value);
      }
      const condition = of.typeCondition?.name.value;
      const applies =
        !condition ||
        condition === type.name ||
        type.getInterfaces().some(({ name }) => name === condition);
      if (applies) this.collect(request, type, of.selectionSet, fields, spread);
    }
  }

  plannedField(request, type, nodes) {
    const name = nodes[0].name.value;
    const field = type.getFields()[name];
    if (!field) return;
    const args = getArgumentValues(field, nodes[0], request.variables);
    this.taken.check(type, field, args);
    const list = this.lists.get(`${type.name}.${name}`);
    if (list) {
      listPlan(this.world, list.table, args);
      if (list.way === null) this.checkCursors(list.table, name, args);
    }
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return;
    if (type.name === 'Query' && name === 'search') {
      const types = args.types ?? this.schema.getType('SearchType').getValues().map((one) => one.name);
      this.searched = this.world.tables.filter((table) => types.includes(table.name.toUpperCase()));
    }
    if (type.name === 'Query' && name === 'explain') this.explained = this.world.find(args.id);
    const sets = nodes.map((node) => node.selectionSet);
    for (const one of this.possible(type, name, named, args)) this.planned(request, one, sets);
  }

  /** A list without a parent is one: its cursors are looked at before anything runs. */
  checkCursors(table, name, args) {
    try {
      connection(this.world, this.cursors, { table, parent: null, way: null, name, args });
    } catch (error) {
      throw error instanceof BadCursor ? new Refused('cursor') : error;
    }
  }

  /** The types that the value of a field can have. */
  possible(type, name, named, args) {
    const way = this.world.byType.get(type.name)?.ways.get(name);
    // Nothing is looked at behind a link that leads nowhere in all the data.
    if (isObjectType(named)) return way?.single && way.items.size === 0 ? [] : [named];
    const ofRecords = (records) => [...new Set(records.map((record) => record?.__typename))];
    let names = this.schema.getPossibleTypes(named).map((one) => one.name);
    if (type.name === 'Query' && name === 'node') names = ofRecords([this.world.find(args.id)]);
    else if (type.name === 'Query' && name === 'nodes') names = ofRecords(args.ids.map((id) => this.world.find(id)));
    else if (type.name === 'Explanation') names = ofRecords([this.explained]);
    else if (type.name === 'SearchResult') names = this.searched.map((table) => table.one);
    else if (way) names = ofRecords([...way.items.values()].flat().map((item) => item.record));
    return names.filter(Boolean).map((one) => this.schema.getType(one));
  }
}

export { print, isEnumType };
