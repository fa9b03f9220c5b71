import type { ContactLevel, ContactRow } from '../../domain/contacts.ts';
import { type DebouncedContact, debounce, unknownContact } from './debounce.ts';
import { type DecodedLimit, decodeContacts, limitOfLevel, nameOfLevel } from './decoder.ts';

export interface ContactSettings {
  readonly table: readonly ContactRow[];
  /** Contacts that are closed when they are released (a broken wire then counts as asked for). */
  readonly inverted: readonly boolean[];
  readonly baseW: number | undefined;
  readonly debounceMs: number;
  /** How long the last valid level holds while the pattern is none of the table, or nobody knows it. */
  readonly holdMs: number;
  /** What holds after that. */
  readonly safe: ContactLevel;
  /** §14a: what the safe level is raised to, W; a level of the table is not. */
  readonly floorW: number;
}

/** What is known; times are monotonic ms. */
export interface ContactMemory {
  readonly contacts: readonly DebouncedContact[];
  /** The last level that the table gave. */
  readonly level: ContactLevel | undefined;
  /** Since when there is none; undefined while the pattern fits. */
  readonly unfitSinceMs: number | undefined;
  /** The level is from before a restart, and its source has not spoken since. */
  readonly fromBefore: boolean;
}

/** `valid`: the contacts say it. `held`: they say nothing that fits. `safe`: for too long. `starting`: not heard yet. */
export type ContactVerdict = 'valid' | 'held' | 'safe' | 'starting';

export interface ContactOutcome {
  readonly verdict: ContactVerdict;
  readonly limit: DecodedLimit | undefined;
  /** Holds beside it: mA and W, of which none is known to be the lower one. */
  readonly also?: DecodedLimit;
  /** In words. */
  readonly says: string;
}

/** `level`: the last one before a restart. */
export const contactsAtStart = (settings: ContactSettings, nowMs: number, level?: ContactLevel): ContactMemory => ({
  contacts: settings.inverted.map(() => unknownContact(nowMs)),
  level,
  unfitSinceMs: nowMs,
  fromBefore: true,
});

/**
 * `seen`: closed or not as the wires are now, in the order of the table; undefined = nobody knows. Each contact is
 * debounced by itself, so two that move within the debounce time show for a moment a pattern between the old one and
 * the new one. It lowers the limit at once, and raises it only when no contact moves any more.
 */
export function contactsLook(
  memory: ContactMemory,
  seen: readonly (boolean | undefined)[],
  settings: ContactSettings,
  nowMs: number,
): ContactMemory {
  const contacts = memory.contacts.map((contact, k) => {
    const closed = seen[k];
    const asked = closed === undefined ? undefined : closed !== (settings.inverted[k] ?? false);
    return debounce(contact, asked, nowMs, settings.debounceMs);
  });
  const counts = contacts.map(({ counts: closed }) => closed);
  const level = counts.every((closed) => closed !== undefined) ? decodeContacts(settings.table, counts) : undefined;
  const isAtRest = contacts.every(({ seenSinceMs }) => nowMs - seenSinceMs >= settings.debounceMs);
  if (level !== undefined && (isAtRest || !raises(memory, level, settings, nowMs)))
    return { contacts, level, unfitSinceMs: undefined, fromBefore: false };
  return { ...memory, contacts, unfitSinceMs: memory.unfitSinceMs ?? nowMs };
}

/** Whether a level asks for more than what holds, or for what cannot be compared with it. */
function raises(memory: ContactMemory, level: ContactLevel, settings: ContactSettings, nowMs: number): boolean {
  const { limit, also } = contactsOutcome(memory, settings, nowMs);
  const next = limitOfLevel(level, settings);
  return [limit, also].some((one) => one !== undefined && (next?.unit !== one.unit || next.value > one.value));
}

/** What holds. Before the source has spoken that is the lower of the safe level and the one of before the restart. */
export function contactsOutcome(memory: ContactMemory, settings: ContactSettings, nowMs: number): ContactOutcome {
  const { level, unfitSinceMs, fromBefore } = memory;
  const safe = safeLimit(settings);
  const safeName = nameOfLevel(settings.safe);
  if (level === undefined)
    return { verdict: fromBefore ? 'starting' : 'safe', limit: safe, says: `not heard yet, ${safeName} to be safe` };
  const limit = limitOfLevel(level, settings);
  if (unfitSinceMs === undefined) return { verdict: 'valid', limit, says: nameOfLevel(level) };
  if (fromBefore)
    return {
      verdict: 'starting',
      ...lower(limit, safe),
      says: `not heard since the start, ${nameOfLevel(level)} before`,
    };
  if (nowMs - unfitSinceMs < settings.holdMs)
    return { verdict: 'held', limit, says: `${nameOfLevel(level)}, held: the contacts fit no level` };
  // A level that was lower than the safe one does not rise because the wires say nothing.
  return { verdict: 'safe', ...lower(limit, safe), says: `the contacts fit no level, ${safeName} to be safe` };
}

/** When the outcome may change by itself after `nowMs`; undefined: only when a contact moves. */
export function contactsDueMs(
  { contacts, unfitSinceMs, fromBefore }: ContactMemory,
  settings: ContactSettings,
  nowMs: number,
): number | undefined {
  const due = contacts.map(({ seenSinceMs }) => seenSinceMs + settings.debounceMs);
  if (unfitSinceMs !== undefined && !fromBefore) due.push(unfitSinceMs + settings.holdMs);
  const ahead = due.filter((atMs) => atMs > nowMs);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

function safeLimit(settings: ContactSettings): DecodedLimit | undefined {
  const limit = limitOfLevel(settings.safe, settings);
  return limit?.unit === 'W' ? { ...limit, value: Math.max(limit.value, settings.floorW) } : limit;
}

/** Of two limits in other units none is known to be the lower one: then both hold. */
function lower(
  limit: DecodedLimit | undefined,
  safe: DecodedLimit | undefined,
): Pick<ContactOutcome, 'limit' | 'also'> {
  if (limit === undefined || safe === undefined) return { limit: limit ?? safe };
  if (limit.unit !== safe.unit) return { limit, also: safe };
  return { limit: limit.value < safe.value ? limit : safe };
}
