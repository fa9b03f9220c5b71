import type { StoredVariable } from '../../domain/variable.ts';
import type { Controller } from '../controller.ts';
import { type CycleFacts, type CycleResult, type Mind, runCycle } from '../cycle.ts';
import { decidedOf } from './answer.ts';
import { exactOf } from './exact.ts';
import { formatName } from './format.ts';
import { difference } from './merge-patch.ts';
import { readingOf } from './reading-of.ts';
import { stateOf } from './state.ts';

/** A wall clock that moved by more than this beside the monotonic one was set, not slewed. */
const steppedMs = 50;

/** Turns cycles into the lines of a recording: one header, then a line each, as docs/replay.md has them. */
export class Recorder {
  readonly #write: (line: string) => void;
  #controller: Controller | undefined;
  #start: { readonly nowMs: number; readonly wallMs: number } | undefined;
  #wallMinusNowMs = 0;
  #lines = 0;
  #exact: unknown;
  #stored: readonly StoredVariable[] = [];
  #decided = '';

  /** `write` gets each line without its end. */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Runs a cycle and notes what it was given and came to. `document`: the site as it was put. */
  run(document: unknown, mind: Mind, facts: CycleFacts): CycleResult {
    this.#begin(document, mind, facts);
    const result = runCycle(mind, facts);
    this.#note(mind, facts, result);
    return result;
  }

  /** The header; later on, a site that is another one. */
  #begin(document: unknown, mind: Mind, { nowMs, wallMs }: CycleFacts): void {
    if (this.#start === undefined) {
      this.#start = { nowMs, wallMs };
      this.#wallMinusNowMs = wallMs - nowMs;
      const start = new Date(wallMs).toISOString();
      this.#say({ format: formatName, site: document, start, state: stateOf(mind) });
    } else if (this.#controller !== mind.controller) this.#say({ site: document });
    this.#controller = mind.controller;
  }

  #note({ controller }: Mind, facts: CycleFacts, result: CycleResult): void {
    this.#lines += 1;
    const exact = exactOf(facts, this.#lines);
    const patch = difference(this.#exact, exact);
    this.#exact = exact;
    const decided = decidedOf(controller.topology, result);
    const decidedText = JSON.stringify(decided);
    this.#say({
      t: (facts.nowMs - (this.#start?.nowMs ?? 0)) / 1000,
      ...this.#wallTime(facts),
      readings: Object.fromEntries([...facts.devices].map(([id, view]) => [id, readingOf(view)])),
      ...this.#variables(facts.stored),
      exact: patch,
      ...(decidedText === this.#decided ? {} : { decided }),
    });
    this.#decided = decidedText;
  }

  #say(line: object): void {
    this.#write(JSON.stringify(line));
  }

  #wallTime({ nowMs, wallMs }: CycleFacts): { readonly at?: string } {
    if (Math.abs(wallMs - nowMs - this.#wallMinusNowMs) < steppedMs) return {};
    this.#wallMinusNowMs = wallMs - nowMs;
    return { at: new Date(wallMs).toISOString() };
  }

  /** The whole table at first, then what was written since. */
  #variables(stored: readonly StoredVariable[]): object {
    const before = new Map(this.#stored.map((row) => [row.name, row.atMs]));
    const written = stored.filter((row) => before.get(row.name) !== row.atMs);
    const first = this.#lines === 1;
    this.#stored = stored;
    if (written.length === 0 && !first) return {};
    const values = Object.fromEntries(written.map((row) => [row.name, row.expr ?? row.value ?? null]));
    return first ? { variables: values } : { set: values };
  }
}
