import { z } from 'zod';
import type { ContactReader } from '../../../drivers/contacts/contact-reader.ts';
import type { ContactLevel } from '../../domain/contacts.ts';
import { contactCount, contactTable } from '../../domain/site/check-grid.ts';
import type { GridInput } from '../../domain/site/grid.ts';
import { limitOfLevel } from '../../grid/contacts/decoder.ts';
import {
  type ContactMemory,
  type ContactSettings,
  contactsAtStart,
  contactsDueMs,
  contactsLook,
  contactsOutcome,
} from '../../grid/contacts/machine.ts';
import { keptFrom } from '../../grid/kept-text.ts';
import { ageMs } from '../device-view.ts';
import type { LimitSource, Moment, SourceFacts, SourceLimit, SourceTrouble } from './source.ts';

const keptLevel = z.strictObject({
  percent: z.number().min(0).max(100).optional(),
  limitW: z.number().min(0).max(1e9).optional(),
  limitA: z.number().min(0).max(1e6).optional(),
  unlimited: z.literal(true).optional(),
  name: z.string().max(40).optional(),
});

/** Contacts that mean limits as a source: wires of our own, or inputs of a device. */
export class ContactsSource implements LimitSource {
  readonly id: string;
  readonly #input: GridInput;
  readonly #settings: ContactSettings;
  /** Undefined for inputs of a device: those come with its readings. */
  readonly #reader: ContactReader | undefined;
  /** Asks for one more cycle after so many ms. */
  readonly #lookAgain: (afterMs: number) => void;
  #memory: ContactMemory;

  constructor(
    input: GridInput,
    options: {
      readonly floorW: number;
      readonly reader: ContactReader | undefined;
      readonly lookAgain: (afterMs: number) => void;
      readonly moment: Moment;
      readonly kept?: string | undefined;
    },
  ) {
    this.id = `input:${input.id}`;
    this.#input = input;
    this.#settings = contactSettings(input, options.floorW);
    this.#reader = options.reader;
    this.#lookAgain = options.lookAgain;
    this.#memory = contactsAtStart(this.#settings, options.moment.nowMs, levelOf(options.kept));
  }

  look(facts: SourceFacts): SourceLimit | undefined {
    const { nowMs } = facts;
    const seen = this.#reader?.seen() ?? inputsOf(this.#input, facts);
    this.#memory = contactsLook(this.#memory, seen, this.#settings, nowMs);
    const dueMs = contactsDueMs(this.#memory, this.#settings, nowMs);
    if (dueMs !== undefined && dueMs - nowMs < 1000) this.#lookAgain(dueMs - nowMs);
    const { limit, also, says } = contactsOutcome(this.#memory, this.#settings, nowMs);
    if (limit === undefined) return undefined;
    const { circuit, scope, id } = this.#input;
    const second = also === undefined ? {} : { also };
    return { origin: 'relay', scope, circuit, ...limit, ...second, source: `input ${id}: ${says}` };
  }

  /** Wires of the controller itself as they are seen now; undefined for inputs of a device. */
  wires(): readonly (boolean | undefined)[] | undefined {
    return this.#reader?.seen();
  }

  trouble({ nowMs }: Moment): SourceTrouble | undefined {
    const { unfitSinceMs } = this.#memory;
    if (unfitSinceMs === undefined || nowMs - unfitSinceMs < this.#settings.holdMs) return undefined;
    const { says } = contactsOutcome(this.#memory, this.#settings, nowMs);
    return { what: this.#input.id, message: `Input ${this.#input.id}: ${says}.`, sinceMs: unfitSinceMs };
  }

  kept(): string {
    const { percent, limitW, limitA, unlimited, name } = this.#memory.level ?? {};
    return JSON.stringify({ percent, limitW, limitA, unlimited, name });
  }

  close(): void {
    this.#reader?.close();
  }
}

/** The machine's settings of an input. */
export function contactSettings(input: GridInput, floorW: number): ContactSettings {
  const table = contactTable(input);
  const { baseW, debounceMs, holdS, contacts } = input;
  return {
    table,
    inverted: Array.from({ length: contactCount(input) }, (_, k) => contacts?.[k]?.invert ?? false),
    ...{ baseW, debounceMs, holdMs: holdS * 1000, floorW },
    safe: input.safe ?? lowestLevel(table, baseW),
  };
}

/** The level that leaves least; amperes count on three phases of 230 V. */
function lowestLevel(table: readonly ContactLevel[], baseW: number | undefined): ContactLevel {
  const watts = (level: ContactLevel): number => {
    const limit = limitOfLevel(level, { baseW });
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    return limit.unit === 'W' ? limit.value : (limit.value * 3 * 230) / 1000;
  };
  const [first, ...rest] = table;
  const lowest = rest.reduce((low, level) => (watts(level) < watts(low ?? level) ? level : low), first);
  // A table in which nothing limits is no reason to let all go when nobody knows the contacts.
  return lowest === undefined || watts(lowest) === Number.POSITIVE_INFINITY ? { percent: 0 } : lowest;
}

/** The inputs of a device, as long as it answers; a device that is stale is a broken wire. */
function inputsOf({ source }: GridInput, { devices, topology, nowMs }: SourceFacts): readonly (boolean | undefined)[] {
  if (source.kind !== 'device') return [];
  const reading = devices.get(source.device)?.readings.inputs;
  const staleS = topology.site.devices.find(({ id }) => id === source.device)?.staleS ?? 0;
  const fresh = reading !== undefined && ageMs(reading, nowMs) <= staleS * 1000;
  return source.inputs.map((number) => (fresh ? reading.value[number - 1] : undefined));
}

function levelOf(kept: string | undefined): ContactLevel | undefined {
  const level = kept === undefined ? undefined : keptFrom(keptLevel, kept);
  return level !== undefined && Object.keys(level).some((key) => key !== 'name') ? level : undefined;
}
