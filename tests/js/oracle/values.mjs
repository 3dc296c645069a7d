// Random values of arguments: drawn from the rows, so that questions find something, or wrong.

import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A value of an enum, which a literal writes without quotation marks. */
export class Enum {
  constructor(name) {
    this.name = name;
  }
}

/** A variable in the place of a value. */
export class Variable {
  constructor(name) {
    this.name = name;
  }
}

/** A value as a document writes it. */
export function literal(value) {
  if (value instanceof Enum) return value.name;
  if (value instanceof Variable) return `$${value.name}`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, one]) => `${name}: ${literal(one)}`).join(', ')}}`;
}

/** A value as the JSON of variables writes it. */
export function json(value) {
  if (value instanceof Enum) return value.name;
  if (Array.isArray(value)) return value.map(json);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, json(one)]));
}

const LANGUAGES = ['it', 'en', 'fr', 'de', 'pt-BR', 'EN', 'en-GB', 'it-Latn-IT', 'es'];

export class Values {
  constructor(world, schema, random) {
    Object.assign(this, { world, schema, random });
  }

  /** One or several of what `draw` gives, perhaps none. */
  some(draw, most = 3) {
    const { random } = this;
    const count = random.chance(0.05) ? 0 : 1 + random.below(most);
    return Array.from({ length: count }, draw);
  }

  slug(table) {
    const { random } = this;
    if (random.chance(0.1)) return random.pick(['nope', '', 'Milano', 'è', '-']);
    const { slug } = random.pick(table.records);
    return random.chance(0.05) ? slug.toUpperCase() : slug;
  }

  id() {
    const { random, world } = this;
    if (random.chance(0.1)) return random.pick(['nope', '', '/', 'projects/', 'nope/nope', 12, 'projects/x/y']);
    const table = random.pick(world.tables);
    return `${table.name}/${this.slug(table)}`;
  }

  languages() {
    const { random } = this;
    if (random.chance(0.03)) return [random.pick(['it_IT', '', 'x', 'italiano'])];
    return this.some(() => random.pick(LANGUAGES));
  }

  filter(table, depth = 2) {
    const { random } = this;
    const out = {};
    for (let count = random.chance(0.05) ? 0 : 1 + random.below(2); count > 0; count--) {
      if (depth > 0 && random.chance(0.25)) {
        const name = random.pick(['all', 'any', 'not']);
        const part = () => this.filter(table, depth - 1);
        out[name] = name === 'not' ? part() : this.some(part, 2);
      } else if (random.chance(0.1)) {
        out.slug = this.slugTest(table);
      } else if (random.chance(0.35)) {
        const [name, way] = random.pick([...table.ways]);
        out[name] = this.linkTest(way, depth);
      } else if (random.chance(0.15) && this.extra(table).length) {
        const field = random.pick(this.extra(table));
        out[field.name] = this.extraTest(field);
      } else {
        const column = random.pick(table.columns);
        out[column.field] = this.columnTest(table, column);
      }
    }
    if (random.chance(0.05)) out[random.pick([...table.fields.keys(), 'all', 'not', 'slug'])] = null;
    return out;
  }

  /** The fields of a filter that are neither columns nor links. */
  extra(table) {
    const fields = Object.values(this.schema.getType(`${table.one}Filter`).getFields());
    const known = (name) => ['all', 'any', 'not', 'slug'].includes(name) || table.fields.has(name) || table.ways.has(name);
    return fields.filter(({ name }) => !known(name));
  }

  extraTest({ name, type }) {
    const { random, world } = this;
    const of = (table) => this.some(() => this.slug(world.byName.get(table)), 2);
    switch (name) {
      case 'country':
        return of('countries');
      case 'city':
        return of('cities');
      case 'sdg':
        return of('sdgs');
      case 'theme':
        return of('themes');
      case 'organisation':
        return of('organisations');
      case 'year':
        return { [random.pick(['from', 'to'])]: 2005 + random.below(22) };
      case 'search':
        return this.words();
      case 'near':
        return this.near(type);
      default:
        return this.any(type);
    }
  }

  /** A place and a distance, by the names that the schema gives them. */
  near(type) {
    const degrees = { latitude: 90, longitude: 180 };
    const fields = Object.keys(type.getFields());
    const draw = (name) => (name in degrees ? Math.round((this.random.next() * 2 - 1) * degrees[name]) : this.random.below(5000));
    return Object.fromEntries(fields.map((name) => [name, draw(name)]));
  }

  /** A question to the full-text search. */
  words() {
    const { random } = this;
    return random.pick(['acqua', 'cibo', 'food policy', 'milan*', 'acqua -milano', '"cooperazione internazionale"', 'perche', 'citt\u00e0', 'nope']);
  }

  slugTest(table) {
    const { slug } = this.schema.getType(`${table.one}Filter`).getFields();
    const name = this.random.pick(Object.keys(slug.type.getFields()));
    return { [name]: name === 'eq' ? this.slug(table) : this.some(() => this.slug(table)) };
  }

  linkTest(way, depth) {
    const { random, world } = this;
    const to = world.byName.get(way.to[0]);
    if (way.link.any && way.forward) {
      const names = Object.keys(this.schema.getType('AnyLinkTest').getFields());
      const table = world.tables.find(({ plural }) => plural === random.pick(names));
      if (table && depth > 0) return { [table.plural]: this.filter(table, depth - 1) };
      return random.chance(0.3) ? { isNull: random.chance(0.5) } : { in: this.some(() => this.id()) };
    }
    const names = Object.keys(this.schema.getType(`${to.one}LinkTest`).getFields());
    if (names.includes('within') && random.chance(0.2)) return { within: this.some(() => this.slug(to)) };
    switch (random.below(depth > 0 ? 4 : 2)) {
      case 0:
        return { isNull: random.chance(0.5) };
      case 1:
        return { in: this.some(() => this.slug(to)) };
      default:
        return { [random.pick(['some', 'none'])]: this.filter(to, depth - 1) };
    }
  }

  /** The names of the tests of an input type. */
  tests(table, column) {
    const filter = this.schema.getType(`${table.one}Filter`).getFields();
    return Object.keys(filter[column.field].type.getFields());
  }

  columnTest(table, column) {
    const { random } = this;
    const out = {};
    const names = this.tests(table, column);
    for (let count = 1 + random.below(2); count > 0; count--) {
      const name = random.pick(names);
      if (name === 'isNull') out.isNull = random.chance(0.5);
      else if (name === 'in' || name === 'not') out[name] = this.some(() => this.cell(table, column));
      else if (name === 'contains') out.contains = this.part(table, column);
      else if (name === 'currency') out.currency = random.pick(['EUR', 'USD', 'CHF', 'eur', 'EUR']);
      else out[name] = this.cell(table, column);
    }
    if (column.kind === 'money' && random.chance(0.7)) out.currency = 'EUR';
    return out;
  }

  /** A value of a column, as one of its rows has it or nearly so. */
  cell(table, column) {
    const { random } = this;
    const records = table.records.filter(({ row }) => row[column.name] != null);
    const value = records.length ? random.pick(records).row[column.name] : null;
    const odd = random.chance(0.04);
    switch (column.kind) {
      case 'code': {
        const code = odd ? 'nope' : random.pick(column.codes.codes)[0];
        return column.codes.closed ? new Enum(code.toUpperCase()) : code;
      }
      case 'integer':
        return (value ?? 3) + random.below(3) - 1;
      case 'decimal':
      case 'money': {
        const text = column.kind === 'money' ? value?.amount : value;
        if (odd) return random.pick(['', '1,5', '.5', '1e3', '+1', '0000000000000000000001']);
        return random.chance(0.3) ? random.below(100000) : (text ?? '10.50');
      }
      case 'date':
        if (odd) return random.pick(['', '2018-13', '2019-02-29', '18', '2018-9', 'soon', '0000']);
        return (value ?? '2018-09-13').slice(0, random.pick([4, 7, 10]));
      case 'instant':
        return odd ? 'soon' : (value ?? '2026-11-21T10:30:00Z');
      case 'boolean':
        return random.chance(0.5);
      default:
        return odd || value === null ? 'nope' : value;
    }
  }

  /** A part of a text of a column. */
  part(table, column) {
    const { random } = this;
    const value = random.pick(table.records).row[column.name];
    const text = (value && typeof value === 'object' ? Object.values(value)[0] : value) ?? 'acqua';
    if (random.chance(0.03)) return random.pick(['', '.', '(', '[a]', '\\']);
    const letters = [...text];
    const start = random.below(letters.length);
    const part = letters.slice(start, start + 1 + random.below(5)).join('');
    return random.chance(0.3) ? part.toUpperCase() : part;
  }

  orderBy(type) {
    const { random } = this;
    const fields = type.getFields().field.type.ofType.getValues();
    const out = { field: new Enum(random.pick(fields).name) };
    if (random.chance(0.6)) out.direction = new Enum(random.pick(['ASC', 'DESC']));
    return out;
  }

  /** A value of any input type, for places that nothing better is known of; often a wrong one. */
  any(type) {
    const { random } = this;
    if (isNonNullType(type)) return this.any(type.ofType);
    if (random.chance(0.1)) return null;
    if (isListType(type)) return this.some(() => this.any(type.ofType), 2);
    if (isEnumType(type)) return new Enum(random.pick(type.getValues()).name);
    if (isInputObjectType(type)) {
      const table = this.world.byType.get(type.name.replace(/Filter$/, ''));
      return table ? this.filter(table, 1) : {};
    }
    return random.pick([1, -1, 1.5, 1e20, 'x', '', '2018', true, false, 'it', {}, []]);
  }
}
