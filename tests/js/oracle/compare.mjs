// Whether two answers are the same.

import { Cursors } from './lists.mjs';

/**
 * What differs between the answer that must be and ours, as a sentence; null where nothing does,
 * and undefined where a limit of ours came first.
 */
export function difference(expected, body, cursors) {
  let ours;
  try {
    ours = JSON.parse(body);
  } catch {
    return `no JSON: ${body}`;
  }
  const refused = !('data' in ours);
  if (refused && !ours.errors?.length) return 'neither data nor errors';
  if (refused && ours.errors.some((error) => error.extensions.code === 'INTERNAL')) return 'an internal error';
  if (refused !== 'refused' in expected) {
    if (refused && ours.errors[0].extensions.code === 'LIMIT_EXCEEDED') return undefined;
    return refused
      ? `only ours refuses: ${ours.errors[0].message}`
      : `only the reference refuses: ${expected.refused}`;
  }
  if (refused) return null;
  const data = JSON.stringify(placed(expected.data, ours.data, cursors));
  const start = `{"data":${data},`;
  if (!body.startsWith(start)) {
    let at = 0;
    while (at < start.length && body[at] === start[at]) at++;
    const part = (text) => text.slice(Math.max(0, at - 60), at + 60);
    return `data: expected …${part(start)}… and not …${part(body)}…`;
  }
  const errors = (list) => JSON.stringify((list ?? []).map(({ path, locations }) => [path, locations?.[0]]));
  const [must, are] = [errors(expected.errors), errors(ours.errors)];
  return must === are ? null : `errors: expected ${must} and not ${are}`;
}

/** The expected data with cursors in the place of marks. */
function placed(expected, ours, cursors) {
  if (Cursors.is(expected)) return cursors.learn(expected, ours) ? ours : expected;
  if (Array.isArray(expected)) return expected.map((one, at) => placed(one, ours?.[at], cursors));
  if (expected === null || typeof expected !== 'object') return expected;
  const out = {};
  for (const [name, one] of Object.entries(expected)) out[name] = placed(one, ours?.[name], cursors);
  return out;
}
