/** Where a value stands in a JSON text: `a.b`, `a[0]`, `a["k"]`, `a[{"k":"v","n":3}].value` (the original's language). */

type Scalar = string | number | boolean | null;

export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  /** The first object of a list that has all of these members. */
  | { readonly kind: 'member'; readonly members: readonly (readonly [string, Scalar])[] };

export type ParsedQuery =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly message: string; readonly at: number };

const maxSteps = 16;
const maxMembers = 8;

/** Reads a query. `at` of a fault is the character it was found at. */
export function parseQuery(text: string): ParsedQuery {
  const steps: Step[] = [];
  let at = 0;
  const fault = (message: string): ParsedQuery => ({ ok: false, message: `${message}, at character ${at + 1}`, at });
  while (at < text.length) {
    if (steps.length >= maxSteps) return fault(`a query has at most ${maxSteps} steps`);
    if (text[at] === '[') {
      const end = endOfBracket(text, at + 1);
      if (end === undefined) return fault('a bracket is not closed');
      const step = bracketStep(text.slice(at + 1, end).trim());
      if (step === undefined) return fault('a bracket holds a number, a "name" or {"name":value}');
      steps.push(step);
      at = end + 1;
      continue;
    }
    if (text[at] === '.' && steps.length > 0) at += 1;
    else if (steps.length > 0) return fault('a name follows a point');
    const key = /^[^.[\]{}"]+/.exec(text.slice(at))?.[0];
    if (key === undefined) return fault('a name is missing');
    steps.push({ kind: 'key', key });
    at += key.length;
  }
  return steps.length === 0 ? fault('a query is empty') : { ok: true, steps };
}

/** What stands there; `undefined` where nothing does. */
export function followQuery(steps: readonly Step[], from: unknown): unknown {
  let here = from;
  for (const step of steps) {
    here = follow(step, here);
    if (here === undefined) return undefined;
  }
  return here;
}

function follow(step: Step, here: unknown): unknown {
  if (step.kind === 'index') return Array.isArray(here) ? here[step.index] : undefined;
  if (step.kind === 'key') return isObject(here) && Object.hasOwn(here, step.key) ? here[step.key] : undefined;
  if (!Array.isArray(here)) return undefined;
  return here.find(
    (entry) =>
      isObject(entry) && step.members.every(([key, value]) => Object.hasOwn(entry, key) && entry[key] === value),
  );
}

/** Index of the bracket that closes, quotes being quotes. */
function endOfBracket(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (isQuoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ']' && !isQuoted) return at;
  }
  return undefined;
}

function bracketStep(inside: string): Step | undefined {
  if (/^\d{1,6}$/.test(inside)) return { kind: 'index', index: Number(inside) };
  const value = parsed(inside);
  if (typeof value === 'string') return { kind: 'key', key: value };
  if (!isObject(value)) return undefined;
  const members = Object.entries(value);
  if (members.length === 0 || members.length > maxMembers || !members.every(isScalarMember)) return undefined;
  return { kind: 'member', members };
}

const isScalarMember = (member: [string, unknown]): member is [string, Scalar] =>
  member[1] === null || ['string', 'number', 'boolean'].includes(typeof member[1]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
