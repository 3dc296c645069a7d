// Random documents drawn from the SDL.

import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  parse,
  print,
} from 'graphql';

import { Enum, Values, Variable, json, literal } from './values.mjs';

/** Draws one request: a document, its variables and the name of its operation. */
export class Generator {
  constructor(reference, random) {
    Object.assign(this, { reference, random, schema: reference.schema, world: reference.world });
    this.values = new Values(this.world, this.schema, random);
    this.fieldsOf = new Map();
  }

  request() {
    const { random } = this;
    this.keys = 0;
    this.fragments = [];
    this.budget = 6 + random.below(26);
    this.deepest = 3 + random.below(5);
    const operations = [this.operation()];
    if (random.chance(0.06)) operations.push(this.operation());
    const names = operations.map((_, at) => `Q${at}`);
    const isNamed = operations.length > 1 || random.chance(0.3);
    const written = operations.map(({ variables, set }, at) => {
      const head = variables.map(({ name, type, written: value }) =>
        `$${name}: ${type}${value === undefined ? '' : ` = ${literal(value)}`}`,
      );
      const start = isNamed || head.length ? `query ${isNamed ? names[at] : ''}` : '';
      return `${start}${head.length ? `(${head.join(', ')})` : ''} ${set}`;
    });
    const spread = written.join(' ');
    const fragments = this.reachable(spread);
    const given = {};
    for (const { variables } of operations) {
      for (const { name, value } of variables) if (value !== undefined) given[name] = value;
    }
    if (random.chance(0.03)) given.unused = 1;
    const operationName = isNamed && random.chance(operations.length > 1 ? 0.9 : 0.5) ? random.pick(names) : undefined;
    const query = [spread, ...fragments.map(({ name, on, set }) => `fragment ${name} on ${on} ${set}`)].join(' ');
    return { query: print(parse(query)), variables: given, operationName };
  }

  /** The fragments that are spread, directly or by another. */
  reachable(text) {
    const found = new Set();
    const visit = (written) => {
      for (const [, name] of written.matchAll(/\.\.\.(F\d+)\b/g)) {
        const fragment = this.fragments.find((one) => one.name === name);
        if (fragment && !found.has(fragment)) {
          found.add(fragment);
          visit(fragment.set);
        }
      }
    };
    visit(text);
    return [...found];
  }

  operation() {
    this.variables = [];
    // A variable belongs to one operation, and so does a fragment that uses it.
    this.fragments = [...this.fragments.filter(({ free }) => free)];
    const before = this.fragments.length;
    const set = this.selection(this.schema.getQueryType(), 0);
    const { variables } = this;
    for (const fragment of this.fragments.slice(before)) fragment.free = !fragment.set.includes('$');
    return { variables, set };
  }

  /** The fields of a type; those of lists and links come more often the higher we stand. */
  pickField(type, depth) {
    let fields = this.fieldsOf.get(type.name);
    if (!fields) {
      const all = Object.values(type.getFields?.() ?? {}).filter((field) =>
        this.reference.answers(type.name, field.name),
      );
      const deep = all.filter((field) => isCompositeType(getNamedType(field.type)));
      fields = { deep, flat: all.filter((field) => !deep.includes(field)) };
      this.fieldsOf.set(type.name, fields);
    }
    const { random } = this;
    const { deep, flat } = fields;
    const goDeep = deep.length && (!flat.length || (depth < this.deepest && random.chance(0.5)));
    return goDeep ? random.pick(deep) : flat.length ? random.pick(flat) : null;
  }

  selection(type, depth) {
    const { random } = this;
    const items = [];
    const heads = new Map();
    for (let count = 1 + random.below(depth === 0 ? 2 : 4); count > 0 || !items.length; count--) {
      this.budget--;
      const choice = random.next();
      if (choice < 0.07 || (isInterfaceType(type) && choice < 0.5)) {
        items.push(this.inline(type, depth, heads));
      } else if (choice < 0.15 || (isInterfaceType(type) && choice < 0.6)) {
        items.push(this.spread(type, depth));
      } else if (choice < 0.22) {
        items.push(this.head('__typename') + this.directives());
      } else {
        const item = this.field(type, depth, heads);
        if (item) items.push(item);
        else items.push('__typename');
      }
    }
    return `{ ${items.join(' ')} }`;
  }

  head(name) {
    const { random } = this;
    return random.chance(0.2) ? `a${++this.keys}: ${name}` : name;
  }

  field(type, depth, heads) {
    const { random } = this;
    if (type.name === 'Query' && random.chance(0.12)) return this.continued(depth);
    if (type.name === 'Query' && random.chance(0.015)) return this.introspection();
    const field = this.pickField(type, depth);
    if (!field) return null;
    const isDeep = isCompositeType(getNamedType(field.type));
    if (isDeep && (this.budget <= 0 || depth > this.deepest + 2) && depth > 0 && !/^(nodes|edges|node|pageInfo)$/.test(field.name)) {
      return '__typename';
    }
    const known = heads.get(field.name);
    const { list, written } = known ?? this.callOf(type, field);
    let head;
    if (known && random.chance(0.5)) head = known.head;
    else if (written || random.chance(0.2)) head = known || random.chance(0.7) ? `a${++this.keys}: ${field.name}` : field.name;
    else head = field.name;
    if (head === field.name && !known) heads.set(field.name, { head, list, written });
    else if (known && head === known.head && random.chance(0.5)) heads.delete(field.name);
    const again = `${head}${written}`;
    const set = () => (isDeep ? ` ${this.selection(getNamedType(field.type), depth + 1)}` : '');
    let text = `${again}${this.directives()}${set()}`;
    // The same key again, to be merged.
    if (isDeep && this.budget > 0 && random.chance(0.15)) text += ` ${again}${this.directives()}${set()}`;
    return text;
  }

  /** The arguments of a field, written. */
  callOf(type, field) {
    const { random } = this;
    const list = this.reference.lists.get(`${type.name}.${field.name}`);
    const args = {};
    for (const argument of field.args) {
      const value = this.argument(type, field, argument, list);
      if (value !== undefined) args[argument.name] = this.withVariables(value, argument.type);
    }
    const pairs = random.shuffled(Object.entries(args));
    const text = pairs.map(([name, value]) => `${name}: ${literal(value)}`).join(', ');
    return { list, written: pairs.length ? `(${text})` : '' };
  }

  argument(type, field, { name, type: of }, list) {
    const { random, values } = this;
    const isRequired = isNonNullType(of);
    const { taken } = this.reference;
    // Within what is taken from ours whole, nothing is asked in another way.
    if (taken.types.has(type.name)) return undefined;
    if (taken.takes(type.name, field.name)) return this.takenArgument(name, of, isRequired);
    if (!isRequired && random.chance(0.02)) return null;
    switch (name) {
      case 'slug':
        return values.slug(this.world.tables.find((table) => table.singular === field.name));
      case 'id':
        return values.id();
      case 'ids':
        return values.some(() => values.id(), 5);
      case 'language':
        return random.chance(0.4) ? values.languages() : undefined;
      case 'filter':
        return random.chance(0.3) ? values.filter(list.table) : undefined;
      case 'orderBy':
        return random.chance(0.3) ? values.orderBy(of) : undefined;
      case 'first':
        if (random.chance(0.02)) return random.pick([-1, 1001, 1000]);
        return random.chance(0.85) ? random.below(5) : undefined;
      case 'last':
        return random.chance(0.02) ? random.below(4) : undefined;
      case 'after':
      case 'before':
        return random.chance(type.name === 'Query' ? 0.01 : 0.05) ? random.pick(['', 'nope', 'AAAAAAAA', this.cursor()]) : undefined;
      default:
        return isRequired ? values.any(of) : undefined;
    }
  }

  /** The arguments of fields that are taken from ours: always right. */
  takenArgument(name, of, isRequired) {
    const { random, values } = this;
    const named = getNamedType(of);
    switch (name) {
      case 'id':
        return values.id();
      case 'query':
        return values.words();
      case 'first':
        return random.chance(0.6) ? 1 + random.below(4) : undefined;
      default:
        if (!isRequired && (random.chance(0.7) || !isEnumType(named))) return undefined;
        if (isEnumType(named)) {
          const chosen = random.shuffled(named.getValues()).slice(0, 1 + random.below(2));
          const enums = chosen.map((one) => new Enum(one.name));
          return isListType(getNullableType(of)) ? enums : enums[0];
        }
        return values.any(of);
    }
  }

  cursor() {
    const { ofPlace } = this.reference.cursors;
    return ofPlace.size ? this.random.pick([...ofPlace.values()].slice(-50)) : 'nope';
  }

  /** A list from a cursor that an earlier answer had. */
  continued(depth) {
    const { random } = this;
    const marks = this.reference.cursors.recent;
    if (!marks.length) return '__typename';
    const [list, cursor] = random.pick(marks);
    const [id, name, order, filter] = list.split('|');
    const siblings = marks.filter(([other]) => other === list);
    const parent = id ? this.world.find(id) : null;
    const type = this.schema.getType(parent ? parent.__typename : 'Query');
    const field = type.getFields()[name];
    const args = {};
    if (filter) args.filter = this.variable(field.args.find((one) => one.name === 'filter').type, JSON.parse(filter.replace(/\u0002/g, ' ')), false);
    const descending = order.startsWith('-');
    const column = order.replace('-', '').replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    if (order !== 'slug') args.orderBy = { field: new Enum(column), direction: new Enum(descending ? 'DESC' : 'ASC') };
    args[random.pick(['after', 'before'])] = cursor;
    if (random.chance(0.15)) args[random.pick(['after', 'before'])] = random.pick(siblings)[1];
    if (random.chance(0.8)) args[random.pick(['first', 'last'])] = random.below(4);
    const written = Object.entries(args).map(([key, value]) => `${key}: ${literal(value)}`).join(', ');
    const call = `${name}(${written}) ${this.selection(getNamedType(field.type), depth + 2)}`;
    if (!parent) return `a${++this.keys}: ${call}`;
    // Another parent, or several, has no such cursor.
    const { table } = parent;
    const others = [id, ...this.values.some(() => this.world.id(random.pick(table.records)), 2)];
    if (random.chance(0.4)) return `a${++this.keys}: nodes(ids: ${literal(others)}) { id ... on ${table.one} { ${call} } }`;
    return `a${++this.keys}: ${table.singular}(slug: ${literal(parent.slug)}) { ${call} }`;
  }

  introspection() {
    const { random } = this;
    // The types of the specification are described in words of one's own.
    const types = Object.values(this.schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
    const name = random.pick([...types.map((type) => type.name), 'Nope']);
    const of = '{ kind name ofType { kind name ofType { kind name } } }';
    // Where an interface implements none, ours says null, and the specification an empty list.
    const interfaces = name === 'Node' ? 'name' : 'interfaces { name }';
    const parts = [
      'kind', 'description', '__typename', `fields { name description type ${of} args { name type ${of} defaultValue } }`,
      `inputFields { name type ${of} defaultValue }`, 'enumValues { name isDeprecated }',
      interfaces, 'specifiedByURL',
    ];
    if (random.chance(0.2)) return '__schema { queryType { name } mutationType { name } }';
    return `__type(name: ${literal(name)}) { name ${this.values.some(() => random.pick(parts)).join(' ')} }`;
  }

  /** The types that a fragment inside a type can be on. */
  conditions(type) {
    const { random } = this;
    if (isInterfaceType(type)) return [type, ...random.shuffled(this.schema.getPossibleTypes(type)).slice(0, 4)];
    return [type, ...type.getInterfaces()];
  }

  inline(type, depth, heads) {
    const { random } = this;
    if (random.chance(0.25)) {
      const directives = this.directives();
      return `...${directives} ${this.selection(type, depth + 0.5, heads)}`;
    }
    const on = random.pick(this.conditions(type));
    return `... on ${on.name}${this.directives()} ${this.selection(on, depth + 0.5)}`;
  }

  spread(type, depth) {
    const { random } = this;
    const fitting = this.fragments.filter(({ on, set }) => set && this.conditions(type).some(({ name }) => name === on));
    if (fitting.length && random.chance(0.5)) return `...${random.pick(fitting).name}${this.directives()}`;
    if (this.fragments.length > 4) return '__typename';
    const on = random.pick(this.conditions(type));
    const fragment = { name: `F${this.fragments.length}`, on: on.name, set: '', free: false };
    this.fragments.push(fragment);
    fragment.set = this.selection(on, depth + 0.5);
    return `...${fragment.name}${this.directives()}`;
  }

  directives() {
    const { random } = this;
    let out = '';
    for (const name of ['skip', 'include']) {
      if (!random.chance(0.05)) continue;
      const is = random.chance(name === 'skip' ? 0.3 : 0.7);
      const value = random.chance(0.5) ? this.variable('Boolean!', is) : is;
      out += ` @${name}(if: ${literal(value)})`;
    }
    return out;
  }

  /** A variable of a type for a value. */
  variable(type, value, withDefault = true) {
    const { random } = this;
    const same = this.variables.find((one) => one.type === String(type) && one.plain === JSON.stringify(value));
    if (same && random.chance(0.5)) return new Variable(same.name);
    const nullable = String(type).replace(/!$/, '');
    const isRequired = String(type).endsWith('!');
    const entry = { name: `v${this.variables.length}${this.keys}`, type: String(type), plain: JSON.stringify(value), value: json(value), written: undefined };
    if (withDefault && value !== null && random.chance(0.2)) {
      // A default stands where nothing is given, and makes a nullable variable fit.
      entry.written = value;
      entry.type = random.chance(0.7) ? nullable : String(type);
      if (random.chance(0.6)) entry.value = undefined;
      else if (random.chance(0.1)) entry.value = null;
    } else if (!isRequired) {
      if (random.chance(0.05)) entry.value = undefined;
      else if (random.chance(0.05)) entry.value = null;
      else if (random.chance(0.1)) entry.type = `${nullable}!`;
    }
    this.variables.push(entry);
    return new Variable(entry.name);
  }

  /** The value with variables in the place of some of its parts. */
  withVariables(value, type) {
    const { random } = this;
    if (value === null) return value;
    if (random.chance(0.12)) return this.variable(type, this.bare(value, type));
    const of = getNullableType(type);
    if (isListType(of) && Array.isArray(value)) {
      const items = value.map((one) => this.withVariables(one, of.ofType));
      return items.length === 1 && !(items[0] instanceof Variable) && random.chance(0.3) ? items[0] : items;
    }
    if (isInputObjectType(of) && value.constructor === Object) {
      const fields = of.getFields();
      const pairs = Object.entries(value).map(([name, one]) => [name, fields[name] ? this.withVariables(one, fields[name].type) : one]);
      return Object.fromEntries(pairs);
    }
    return value;
  }

  /** A list of one may be written without its brackets. */
  bare(value, type) {
    const of = getNullableType(type);
    return isListType(of) && Array.isArray(value) && value.length === 1 && this.random.chance(0.3) ? value[0] : value;
  }
}
