// Filters, evaluated record by record: as slow and as plain as can be.

import { Refused, decimal } from './world.mjs';

const list = (value) => (Array.isArray(value) ? value : [value]);
const slugOf = (text) => {
  if (text === '') throw new Refused('slug');
  return text.toLowerCase();
};
const present = (object) => Object.entries(object).filter(([, value]) => value != null);

function days(year, month) {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** A partial date as its first and last day; null where it is none. */
export function span(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => part && Number(part));
  if (year === 0 || (month !== undefined && (month < 1 || month > 12))) return null;
  if (day !== undefined && (day < 1 || day > days(year, month))) return null;
  const number = (y, m, d) => y * 10000 + m * 100 + d;
  const last = month ?? 12;
  return [number(year, month ?? 1, day ?? 1), number(year, last, day ?? days(year, last))];
}

/** The values that a test compares with, or a refusal. */
function operand(column, value, currency) {
  const text = String(value);
  if (text.length > 1000) throw new Refused('too long');
  const need = (parsed) => {
    if (parsed === null || parsed === undefined) throw new Refused(`${column.kind}: ${text}`);
    return parsed;
  };
  switch (column.kind) {
    case 'text':
    case 'url':
      return text;
    case 'integer':
      return need(/^-?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : null);
    case 'decimal':
      return need(decimal(text));
    case 'money':
      need(currency);
      return need(decimal(text));
    case 'date':
      need(span(text));
      return text;
    case 'instant':
      return need(Number.isNaN(Date.parse(text)) ? null : Date.parse(text));
    case 'boolean':
      return value;
    case 'code': {
      const known = (code) => column.codes.codes.some(([one]) => one === code);
      return need(known(text) ? text : known(text.toLowerCase()) ? text.toLowerCase() : null);
    }
    default:
      throw new Refused('not compared');
  }
}

/** What a cell is compared as. */
export function cell(column, value) {
  if (value === null || value === undefined) return null;
  switch (column.kind) {
    case 'code':
      return value.code;
    case 'decimal':
      return decimal(value);
    case 'money':
      return decimal(value.amount);
    case 'instant':
      return Date.parse(value);
    default:
      return value;
  }
}

function columnTest(world, column, tests) {
  const given = present(tests);
  const currency = column.kind === 'money' ? (tests.currency ?? null) : undefined;
  if (currency != null && !world.currencies.includes(currency)) throw new Refused('currency');
  const all = given.map(([name, value]) => {
    const operands = () => list(value).map((one) => operand(column, one, currency));
    switch (name) {
      case 'eq':
      case 'in': {
        const values = operands();
        return (has) => has !== null && values.some((one) => one === has);
      }
      case 'not': {
        const values = operands();
        return (has) => has === null || !values.some((one) => one === has);
      }
      case 'isNull':
        return (has) => (has === null) === value;
      case 'gte':
      case 'lte': {
        const one = operand(column, value, currency);
        if (column.kind !== 'date') {
          return (has) => has !== null && (name === 'gte' ? has >= one : has <= one);
        }
        const [first, last] = span(one);
        return (has) =>
          has !== null && (name === 'gte' ? span(has)[0] >= first : span(has)[1] <= last);
      }
      case 'contains': {
        if (value === '' || Buffer.byteLength(value) > 1000) throw new Refused('contains');
        const pattern = new RegExp(value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
        return (has) => {
          const texts = has === null ? [] : column.kind === 'localised' ? Object.values(has) : [has];
          return texts.some((text) => pattern.test(text));
        };
      }
      case 'currency':
        return null;
      default:
        throw new UnknownTest(name);
    }
  });
  const tested = all.filter((test) => test !== null);
  const bounded = given.some(([name]) => name === 'gte' || name === 'lte' || name === 'currency');
  return (record) => {
    const value = record.row[column.name] ?? null;
    if (currency != null && bounded && value?.currency !== currency) return false;
    const has = cell(column, value);
    return tested.every((test) => test(has));
  };
}

function linkTest(world, way, tests) {
  const all = present(tests).map(([name, value]) => {
    const some = (test) => (record) => world.linked(record, way).some((item) => test(item.record));
    switch (name) {
      case 'some':
        return some(filter(world, world.byName.get(way.to[0]), value));
      case 'none': {
        const inner = some(filter(world, world.byName.get(way.to[0]), value));
        return (record) => !inner(record);
      }
      case 'in': {
        if (way.link.any && way.forward) {
          for (const id of list(value)) {
            const table = id.slice(0, Math.max(0, id.indexOf('/')));
            if (!world.byName.has(table)) throw new Refused(`no id: ${id}`);
          }
          return some((record) => list(value).includes(world.id(record)));
        }
        const slugs = list(value).map(slugOf);
        return some((record) => slugs.includes(record.slug));
      }
      case 'isNull':
        return (record) => (world.linked(record, way).length === 0) === value;
      default: {
        // A link to any table asks the records of one by its name.
        const to = way.link.any && way.forward && world.tables.find(({ plural }) => plural === name);
        if (!to) throw new UnknownTest(name);
        const test = filter(world, to, value);
        return some((record) => record.table === to && test(record));
      }
    }
  });
  return (record) => all.every((test) => test(record));
}

function slugTest(tests) {
  const all = present(tests).map(([name, value]) => {
    if (!['eq', 'in', 'not'].includes(name)) throw new UnknownTest(name);
    const slugs = list(value).map(slugOf);
    return name === 'not' ? (slug) => !slugs.includes(slug) : (slug) => slugs.includes(slug);
  });
  return (record) => all.every((test) => test(record.slug));
}

/** A test that is not evaluated here. */
class UnknownTest extends Error {}

/** The question that a filter asks of each record of a table. */
export function filter(world, table, json) {
  const all = present(json).map(([name, value]) => {
    try {
      return named(world, table, name, value);
    } catch (error) {
      if (!(error instanceof UnknownTest)) throw error;
      // Slugs stand in a list, or in the lists of tests such as `within`.
      if (typeof value === 'object' && Object.values(value).flat().includes('')) throw new Refused('slug');
      const slugs = world.taken.slugs(table, name, value);
      return (record) => slugs.has(record.slug);
    }
  });
  return (record) => all.every((test) => test(record));
}

function named(world, table, name, value) {
  switch (name) {
    case 'all': {
      const parts = list(value).map((part) => filter(world, table, part));
      return (record) => parts.every((part) => part(record));
    }
    case 'any': {
      const parts = list(value).map((part) => filter(world, table, part));
      return (record) => parts.some((part) => part(record));
    }
    case 'not': {
      const part = filter(world, table, value);
      return (record) => !part(record);
    }
    case 'slug':
      return slugTest(value);
  }
  const column = table.fields.get(name);
  if (column) return columnTest(world, column, value);
  const way = table.ways.get(name);
  if (way) return linkTest(world, way, value);
  throw new UnknownTest(name);
}

/** Whether a filter asks nothing. */
export function asksNothing(json) {
  return present(json).every(([name, value]) => {
    if (name === 'all') return list(value).every(asksNothing);
    if (name === 'any' || name === 'not' || typeof value !== 'object' || Array.isArray(value)) return false;
    return present(value).length === 0;
  });
}

/** The written form of a filter, whatever the order of its keys. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}
