// Lists: what belongs to them, their order, their pages, and the cursors that we learn from ours.

import { Refused, Undecided, compareBytes } from './world.mjs';
import { asksNothing, canonical, cell, filter } from './filter.mjs';

const MARK = '\u0001cursor ';

/**
 * The cursors seen so far. Their form is ours to choose, so that the reference writes the place of
 * the record instead, and learns which cursor stands for which place.
 */
export class Cursors {
  constructor() {
    this.ofPlace = new Map();
    this.places = new Map();
    /** Some of the latest, each with its list. */
    this.recent = [];
  }

  static mark(list, item) {
    return `${MARK}${list} ${item.edge} ${item.record.slug}`;
  }

  static is(text) {
    return typeof text === 'string' && text.startsWith(MARK);
  }

  /** Notes that `cursor` stands for the place that `mark` names; false where that cannot be. */
  learn(mark, cursor) {
    if (typeof cursor !== 'string') return false;
    const known = this.ofPlace.get(mark);
    if (known !== undefined) return known === cursor;
    const [list, edge, slug] = mark.slice(MARK.length).split(' ');
    const place = this.places.get(cursor);
    if (place && (place.edge !== edge || place.slug !== slug || differ(place.list, list))) return false;
    this.ofPlace.set(mark, cursor);
    if (!place) this.places.set(cursor, { list, edge, slug });
    this.recent.push([list, cursor]);
    if (this.recent.length > 200) this.recent.shift();
    return true;
  }

  /** The place of a cursor in a list; undefined where it belongs to another list. */
  place(cursor, list) {
    const place = this.places.get(cursor);
    if (!place || differ(place.list, list)) return undefined;
    if (place.list !== list) throw new Undecided('a filter that may ask the same');
    return place;
  }
}

/** Whether two lists differ in more than the way their filters are written. */
function differ(one, two) {
  const [a, b] = [one.split('|'), two.split('|')];
  return a[0] !== b[0] || a[1] !== b[1] || a[2] !== b[2];
}

/** The page arguments, the order and the filter, checked before anything runs. */
export function listPlan(world, table, args) {
  for (const name of ['first', 'last']) {
    const number = args[name];
    if (number == null) continue;
    if (number < 0 || number > world.pageSizeMax) throw new Refused(`${name}: ${number}`);
  }
  if (args.first != null && args.last != null) throw new Refused('first and last');
  if (args.filter != null) filter(world, table, args.filter);
}

/** The list of a way from a record, or of all records of a table, and the page that is asked. */
export function connection(world, cursors, { table, parent, way, name, args }) {
  let items =
    way === null
      ? table.records.map((record) => ({ record, basis: null, role: null, edge: 0 }))
      : world.linked(parent, way);
  let written = '';
  if (args.filter != null && !asksNothing(args.filter)) {
    const test = filter(world, table, args.filter);
    items = items.filter((item) => test(item.record));
    written = canonical(args.filter);
  }
  const [column, descending] = order(table, args.orderBy);
  items = ordered(world, items, column, descending);
  const direction = descending ? '-' : '';
  const id = parent ? world.id(parent) : '';
  // Blanks part the words of a mark.
  const list = [id, name, direction + (column?.field ?? 'slug'), written.replace(/ /g, '\u0002')].join('|');
  const found = (argument) => {
    if (args[argument] == null) return null;
    const place = cursors.place(args[argument], list);
    if (!place) throw new BadCursor(argument);
    return items.findIndex((item) => item.record.slug === place.slug && String(item.edge) === place.edge);
  };
  const [after, before] = [found('after'), found('before')];
  let start = after === null ? 0 : after + 1;
  let end = before === null ? items.length : before;
  let [hasNext, hasPrevious] = [end < items.length, start > 0];
  if (end < start) {
    end = start;
  } else {
    if (args.last != null) start = Math.max(start, end - args.last);
    else end = Math.min(end, start + (args.first ?? world.pageSize));
    [hasNext, hasPrevious] = [end < items.length, start > 0];
  }
  const page = items.slice(start, end);
  const mark = (item) => (item ? Cursors.mark(list, item) : null);
  return {
    asked: { table, parent, way, name, args },
    totalCount: items.length,
    nodes: page.map((item) => item.record),
    edges: page.map((item) => ({ ...item, node: item.record, cursor: mark(item) })),
    pageInfo: {
      hasNextPage: hasNext,
      hasPreviousPage: hasPrevious,
      startCursor: mark(page[0]),
      endCursor: mark(page.at(-1)),
    },
  };
}

/** A cursor of another list, or none at all. */
export class BadCursor extends Error {}

function order(table, orderBy) {
  if (orderBy == null) return [null, false];
  const field = orderBy.field.toLowerCase();
  const column = table.columns.find((column) => column.name === field) ?? null;
  return [column, orderBy.direction === 'DESC'];
}

function ordered(world, items, column, descending) {
  const sign = descending ? -1 : 1;
  const key = (item) => {
    const value = item.record.row[column.name] ?? null;
    if (value === null) return null;
    if (column.kind === 'localised') return Object.values(value)[0];
    if (column.kind === 'code') return column.codes.codes.findIndex(([code]) => code === value.code);
    if (column.kind === 'money') return [world.currencies.indexOf(value.currency), cell(column, value)];
    return cell(column, value);
  };
  const compare = (one, two) => {
    if (typeof one === 'string') return compareBytes(one, two);
    if (Array.isArray(one)) return compare(one[0], two[0]) || compare(one[1], two[1]);
    return one < two ? -1 : one > two ? 1 : 0;
  };
  const bySlug = (one, two) => compareBytes(one.record.slug, two.record.slug);
  const keyed = items.map((item) => ({ item, key: column ? key(item) : '' }));
  keyed.sort((one, two) => {
    const edge = one.item.edge - two.item.edge;
    if (one.key === null || two.key === null) {
      if (one.key !== null || two.key !== null) return one.key === null ? 1 : -1;
      return bySlug(one.item, two.item) || edge;
    }
    return sign * (compare(one.key, two.key) || bySlug(one.item, two.item)) || edge;
  });
  return keyed.map(({ item }) => item);
}
