// The rows as plain JSON, with links in both directions, and what the registry says of them.

/** What a door refuses before anything runs. */
export class Refused extends Error {}

/** What this reference does not want to decide: the document is not compared. */
export class Undecided extends Error {}

export const compareBytes = (one, two) =>
  one === two ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(two));

export class World {
  constructor(given) {
    Object.assign(this, given);
    this.byName = new Map(this.tables.map((table) => [table.name, table]));
    this.byType = new Map(this.tables.map((table) => [table.one, table]));
    for (const table of this.tables) {
      table.ways = new Map();
      table.records = table.rows.map((row) => ({ __typename: table.one, table, slug: row.slug, row }));
      table.records.sort((one, two) => compareBytes(one.slug, two.slug));
      table.bySlug = new Map(table.records.map((record) => [record.slug, record]));
      table.fields = new Map(table.columns.map((column) => [column.field, column]));
    }
    for (const table of this.tables) {
      for (const link of table.links) this.addLink(table, link);
    }
  }

  /** A link and its way back, each with its items by slug of where it starts. */
  addLink(table, link) {
    const forward = { link, forward: true, single: !link.many, to: link.to, items: new Map() };
    table.ways.set(link.field, forward);
    const back = new Map();
    for (const name of link.to) {
      const way = { link, forward: false, single: false, to: [table.name], items: new Map() };
      this.byName.get(name).ways.set(link.back, way);
      back.set(name, way);
    }
    const place = (list, code) =>
      code == null ? 0 : list.codes.findIndex(([known]) => known === code) + 1;
    for (const record of table.records) {
      const value = record.row[link.name];
      const values = value == null ? [] : Array.isArray(value) ? value : [value];
      for (const one of values) {
        const written = typeof one === 'string' ? one : one.slug;
        const [to, slug] = link.any ? written.split('/') : [link.to[0], written];
        const target = this.byName.get(to).bySlug.get(slug);
        const basis = one.basis ?? null;
        const role = one.role?.code ?? one.role ?? null;
        const edge = place(this.bases, basis) * 16 + (link.role ? place(link.role, role) : 0);
        push(forward.items, record.slug, { record: target, basis, role, edge });
        push(back.get(to).items, slug, { record, basis, role, edge });
      }
    }
    for (const way of [forward, ...back.values()]) {
      for (const items of way.items.values()) items.sort(bySlug);
    }
  }

  find(id) {
    const cut = id.indexOf('/');
    return cut < 0 ? undefined : this.byName.get(id.slice(0, cut))?.bySlug.get(id.slice(cut + 1));
  }

  id(record) {
    return `${record.table.name}/${record.slug}`;
  }

  linked(record, way) {
    return way.items.get(record.slug) ?? [];
  }
}

function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const bySlug = (one, two) => compareBytes(one.record.slug, two.record.slug) || one.edge - two.edge;

/** A decimal as a whole number of 10^-18. */
export function decimal(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match || match[2].length + (match[3]?.length ?? 0) > 18) return null;
  const digits = BigInt(match[2] + (match[3] ?? '').padEnd(18, '0'));
  return match[1] ? -digits : digits;
}

/** The text of a localised value in the first wanted language, with the tag. */
export function localised(value, wanted) {
  const tags = Object.keys(value ?? {});
  const order = [];
  const add = (matches) => {
    for (const tag of tags) if (matches(tag) && !order.includes(tag)) order.push(tag);
  };
  const primary = (tag) => tag.split('-')[0].toLowerCase();
  for (const one of wanted ?? []) {
    add((tag) => tag.toLowerCase() === one.toLowerCase());
    add((tag) => primary(tag) === primary(one));
  }
  add(() => true);
  return order.length ? [order[0], value[order[0]]] : [null, null];
}

/** The label of an entry of a code list; they are in English and Italian. */
export function label([, en, it], wanted) {
  for (const tag of wanted ?? []) {
    const primary = tag.split('-')[0].toLowerCase();
    if (primary === 'it') return it;
    if (primary === 'en') return en;
  }
  return en;
}
