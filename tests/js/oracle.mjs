// The oracle: `node oracle.mjs GIVEN random SEED COUNT | cases | fields`.
//
// It asks our door by a line of JSON on standard output and reads the answer as a line of standard
// input; at the end it writes `{"report": …}`. `tests/oracle.rs` is the other end.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Generator } from './oracle/generate.mjs';
import { Random } from './oracle/random.mjs';
import { Reference } from './oracle/reference.mjs';
import { Wanted } from './oracle/taken.mjs';
import { Undecided } from './oracle/world.mjs';
import { difference } from './oracle/compare.mjs';
import { mutated } from './oracle/mutate.mjs';
import { shrunk } from './oracle/shrink.mjs';

const [given, task, ...rest] = process.argv.slice(2);

/** Differences after which a run ends. */
const ENOUGH = Number(process.env.ORACLE_ENOUGH ?? 5);

/** How many requests are under way at once. */
const BATCH = 32;

const waiting = [];
createInterface({ input: process.stdin }).on('line', (line) => waiting.shift()(line));
const ask = (request) =>
  new Promise((resolve) => {
    waiting.push(resolve);
    process.stdout.write(`${JSON.stringify(request)}\n`);
  });

const reference = new Reference(JSON.parse(readFileSync(given, 'utf8')));

/**
 * Whether graphql-js is known to be more lenient than the specification: it gives `__typename` no
 * type when it compares what one key stands for (§5.3.2).
 */
const isLenient = (request, what) =>
  what?.startsWith('only ours refuses: fields') && /\w: __typename/.test(request.query);

/** What must be answered; undefined where the reference does not decide. */
async function expected(request) {
  for (let round = 0; round < 20; round++) {
    try {
      return reference.answer(request);
    } catch (error) {
      if (error instanceof Undecided) return undefined;
      if (!(error instanceof Wanted)) throw new Error(`${JSON.stringify(request)}: ${error.stack}`);
      await reference.taken.fetch(ask);
    }
  }
  return undefined;
}

/** The difference of one request, asked alone. */
async function judge(request) {
  const must = await expected(request);
  return must === undefined ? undefined : difference(must, await ask(request), reference.cursors);
}

/** What sort of difference it is, names and values aside. */
const sort = (what) => what?.replace(/["`][^"`]*["`]/g, '…').replace(/(data|errors): .*/s, '$1').slice(0, 80);

async function random(seed, count) {
  const draw = new Random(Number(seed));
  const generator = new Generator(reference, draw);
  const report = { seed, wanted: count, compared: 0, refused: 0, withFieldErrors: 0, beyondLimits: 0, undecided: 0, bytes: 0, differences: [] };
  const sorts = new Set();
  while (report.compared < count && report.differences.length < ENOUGH) {
    const size = Math.min(BATCH, count - report.compared);
    const batch = Array.from({ length: size }, () => {
      const request = generator.request();
      return draw.chance(0.25) ? mutated(request, draw) : request;
    });
    const asked = batch.map(ask);
    const must = await Promise.all(batch.map(expected));
    for (const [at, request] of batch.entries()) {
      const body = await asked[at];
      const what = must[at] && difference(must[at], body, reference.cursors);
      if (must[at] === undefined || isLenient(request, what)) {
        report.undecided++;
        continue;
      }
      if (what === undefined) report.beyondLimits++;
      else report.compared++;
      if (what === null) {
        if ('refused' in must[at]) report.refused++;
        if (must[at].errors) report.withFieldErrors++;
        report.bytes += body.length;
      } else if (what && !sorts.has(sort(what))) {
        sorts.add(sort(what));
        const small = await shrunk(request, async (one) => sort(await judge(one)) === sort(what));
        report.differences.push({ what, smallest: small, there: await judge(small) });
      }
    }
  }
  return report;
}

async function cases() {
  const list = JSON.parse(readFileSync(new URL('./oracle/cases.json', import.meta.url)));
  const report = { compared: 0, differences: [] };
  for (const request of list) {
    const what = await judge(request);
    report.compared++;
    if (what !== null) report.differences.push({ what, request });
  }
  return report;
}

const report = async () => {
  if (task === 'fields') return { unknown: reference.unknown() };
  await reference.taken.load(ask);
  if (task === 'cases') return cases();
  const { ORACLE_SEED: seed = rest[0], ORACLE_COUNT: count = rest[1] } = process.env;
  return random(seed, Number(count));
};
const line = JSON.stringify({ report: await report() });
process.stdout.write(`${line}\n`, () => process.exit(0));
