import { parsePattern } from '../../messages/pattern.ts';
import { parseQuery, type Step } from '../../messages/query.ts';
import type { JsonValue } from '../message-schema.ts';
import type { OriginalFile } from './original-file.ts';
import type { NamedVariable } from './original-names.ts';
import { product, type Report } from './report.ts';

const maxMessages = 8;
const maxInputs = 32;

interface Place {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** The parts of a definition that is asked by HTTP, or heard over MQTT. */
export function jsonParts(file: OriginalFile, named: readonly NamedVariable[], id: string, report: Report): object {
  const messages = new Map<string, string>();
  const inputs = file.inputs.slice(0, maxInputs).map((input, k) => inputAsVariable(input, k));
  const values = [...named, ...inputs].flatMap((one) => valueOfVariable(one, file, messages, report) ?? []);
  const used = [...messages].filter(([, name]) => values.some((value) => value.in === name));
  const everyMs = file.updateDelay;
  const rhythm =
    everyMs !== undefined && everyMs >= 200 && everyMs <= 3_600_000 ? { everyMs: Math.round(everyMs) } : {};
  const list = used.map(([key, name]) => {
    if (file.rtype === 2) return { id: name, topic: key };
    const { method, path } = JSON.parse(key) as Place;
    return { id: name, path, ...(method === 'POST' && { method }) };
  });
  return {
    ...(file.rtype === 2
      ? { protocol: 'mqtt', defaults: { topic: id }, topics: list }
      : { protocol: 'http', requests: list }),
    ...rhythm,
    values,
    samples: used.map(([, name]) =>
      sampleOf(
        name,
        values.filter((value) => value.in === name),
      ),
    ),
  };
}

const inputAsVariable = ({ address, query }: OriginalFile['inputs'][number], k: number): NamedVariable => ({
  ...{ quantity: `input${k + 1}`, unit: '', factor: 1 },
  variable: {
    ...{ name: `inputs[${k}]`, address, query, resolution: 1, type: undefined, regex: undefined },
    ...{ order: undefined, length: undefined, read: undefined, fixed: undefined, expr: undefined },
  },
});

function valueOfVariable(
  { variable, quantity, unit, factor }: NamedVariable,
  file: OriginalFile,
  messages: Map<string, string>,
  report: Report,
): JsonValue | undefined {
  const { name, address, query, regex, type, length, resolution } = variable;
  const leave = (why: string): undefined => report.leave(name, why) as undefined;
  const key = file.rtype === 2 ? topicOf(address) : pathOf(address);
  if (key === undefined)
    return leave(
      file.rtype === 2 ? 'its address is no topic' : 'its address is no path, with or without GET or POST before it',
    );
  const read = query === undefined ? undefined : parseQuery(query);
  if (read?.ok === false) return leave(`its query cannot be read: ${read.message}`);
  const pattern = regex === undefined ? undefined : parsePattern(regex);
  if (pattern?.ok === false) return leave(`its regex cannot be read: ${pattern.message}`);
  const scale = product(resolution, factor);
  if (scale === 0) return leave('its resolution is 0');
  const known = messages.get(key) ?? `m${messages.size + 1}`;
  if (!messages.has(key) && messages.size >= maxMessages)
    return leave(`more than ${maxMessages} different addresses are not asked for one device`);
  messages.set(key, known);
  return {
    ...{ quantity, in: known },
    ...(query !== undefined && { query }),
    ...(regex !== undefined && { match: regex }),
    ...(length !== undefined && length >= 1 && { length: Math.min(1_000, Math.floor(length)) }),
    ...(type === 'string' ? { text: true as const, scale: 1, unit: '' as const } : { scale, unit }),
  };
}

function pathOf(address: string | number | undefined): string | undefined {
  const [, method = 'GET', path] = /^(?:(GET|POST)\s+)?(\/[\x21-\x7e]{0,300})$/.exec(String(address ?? '')) ?? [];
  return path === undefined ? undefined : JSON.stringify({ method, path });
}

const topicOf = (address: string | number | undefined): string | undefined =>
  typeof address === 'string' && /^[!"$-*,-~\u00a1-\uffff]{1,200}$/.test(address) ? address : undefined;

/** A message made from the queries: every number in it is 1, every text "A". What a pattern takes out stands in none. */
function sampleOf(name: string, values: readonly JsonValue[]): object {
  const note = 'made from the queries of a meter file, seen on no device';
  const whole = values.find(({ query, match }) => query === undefined && match === undefined);
  if (whole !== undefined) {
    // 1 is a text, a number and JSON: whatever else stands in this message, it can be read.
    const gives = { [whole.quantity]: whole.text === true ? '1' : whole.scale };
    return { note, in: name, text: '1', gives };
  }
  const root: { value: unknown } = { value: undefined };
  const gives: Record<string, string | number> = {};
  for (const { quantity, query, match, text, scale } of values) {
    const parsed = query === undefined || match !== undefined ? undefined : parseQuery(query);
    if (parsed?.ok !== true || !put(root, parsed.steps, text === true ? 'A' : 1)) continue;
    gives[quantity] = text === true ? 'A' : scale;
  }
  return { note, in: name, json: (root.value ?? {}) as never, gives };
}

/** Puts a value where a query looks for it; false where something else stands in the way. */
function put(root: { value: unknown }, steps: readonly Step[], value: unknown): boolean {
  let [holder, key]: [Record<string | number, unknown>, string | number] = [root as Record<string, unknown>, 'value'];
  for (const step of steps) {
    const isList = step.kind !== 'key';
    holder[key] ??= isList ? [] : Object.create(null);
    const here = holder[key];
    if (typeof here !== 'object' || here === null || Array.isArray(here) !== isList) return false;
    holder = here as Record<string | number, unknown>;
    if (step.kind === 'key') key = step.key;
    else if (step.kind === 'index') key = step.index;
    else key = memberOf(here as unknown[], step.members);
    if (step.kind === 'index' && step.index > 100) return false;
  }
  if (typeof holder[key] === 'object' && holder[key] !== null) return false;
  holder[key] = value;
  return true;
}

/** Index of the object with these members, which is made where there is none. */
function memberOf(list: unknown[], members: readonly (readonly [string, unknown])[]): number {
  const text = JSON.stringify(Object.fromEntries(members));
  const index = list.findIndex(
    (entry) =>
      typeof entry === 'object' &&
      entry !== null &&
      members.every(([key, value]) => (entry as Record<string, unknown>)[key] === value),
  );
  return index >= 0 ? index : list.push(JSON.parse(text)) - 1;
}
