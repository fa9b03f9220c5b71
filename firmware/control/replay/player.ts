import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { readSite } from '../../domain/site/check.ts';
import type { Site } from '../../domain/site/schema.ts';
import { canonicalJson } from '../../store/canonical-json.ts';
import { type CycleFacts, type CycleResult, type Mind, runCycle } from '../cycle.ts';
import { decidedOf } from './answer.ts';
import { checked } from './checked.ts';
import { ExactLines } from './exact-lines.ts';
import { type CycleLine, cycleLine, type HeaderLine, headerLine, maxLineBytes } from './format.ts';
import { HandLines } from './hand-lines.ts';
import { replayFacts, replayKnowledge } from './products.ts';
import { mindOf } from './state.ts';

/** Where the facts of the cycles come from. */
interface Lines {
  use(site: Site): void;
  take(line: CycleLine): { readonly mind: Mind; readonly facts: CycleFacts };
  decided(result: CycleResult, nowMs: number): void;
}

/** What becomes of a line. */
export interface Answer {
  /** Number of the line, from 1. */
  readonly line: number;
  /** One line of JSON with sorted keys, without its end. */
  readonly text: string;
  /** Set for a line that was skipped. */
  readonly fault?: NetwachtError;
  /** Only where a recording says what was decided: whether this came to the same. */
  readonly asDecided?: boolean;
}

/**
 * Plays the lines of a file through limits and controller on the file's own clock. The same lines give the same bytes:
 * it asks no clock, no disk and no chance.
 */
export class Player {
  readonly #catalogue: Catalogue;
  /** `mind`: what a recording started with. */
  #header: { readonly site: Site; readonly startMs: number; readonly mind: Mind | undefined } | undefined;
  #lines: Lines | undefined;
  #decided = '';
  #count = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Takes the next line, without its end. Undefined for lines that have no answer: a header that fits, an empty line. */
  take(text: string): Answer | undefined {
    this.#count += 1;
    if (text.trim() === '') return undefined;
    let line: unknown;
    try {
      line = parsed(text);
      if (typeof line === 'object' && line !== null && 'site' in line) {
        this.#begin(checked(headerLine, line));
        return undefined;
      }
      return this.#cycle(checked(cycleLine, line));
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      const t = typeof line === 'object' && line !== null && 't' in line ? line.t : undefined;
      const known = typeof t === 'number' && Number.isFinite(t) ? { t } : {};
      return this.#refused(error, known);
    }
  }

  /** A line that could not be read to its end. */
  tooLong(): Answer {
    this.#count += 1;
    return this.#refused(tooLong());
  }

  #refused(fault: NetwachtError, known: { readonly t?: number } = {}): Answer {
    const line = this.#count;
    return { line, text: canonicalJson({ ...known, error: { code: fault.code, line } }), fault };
  }

  /** A whole header begins anew; one with only a site, later on, is a change of the site. */
  #begin({ site: document, ...rest }: HeaderLine): void {
    const result = readSite(document, replayKnowledge(this.#catalogue, document));
    if (!result.ok) throw result.faults[0] ?? new NetwachtError('badSite', 'the site cannot be used');
    const { site } = result;
    const { start, state = null } = rest;
    if (this.#header !== undefined && Object.keys(rest).length === 0) {
      this.#lines?.use(site);
      this.#header = { ...this.#header, site };
      return;
    }
    const mind = state === null ? undefined : mindOf(site, state);
    this.#header = { site, startMs: start === undefined ? 0 : Date.parse(start), mind };
    this.#lines = undefined;
    this.#decided = '';
  }

  #cycle(line: CycleLine): Answer {
    if (this.#header === undefined) throw new NetwachtError('noSite', 'the first line has to bring the site');
    const { site, startMs, mind: before } = this.#header;
    this.#lines ??=
      line.exact === undefined
        ? new HandLines(site, startMs, (config) => replayFacts(this.#catalogue, config))
        : new ExactLines(site, before);
    const { mind, facts } = this.#lines.take(line);
    const result = runCycle(mind, facts);
    this.#lines.decided(result, facts.nowMs);
    const decided = decidedOf(mind.controller.topology, result);
    if (line.decided !== undefined) this.#decided = canonicalJson(line.decided);
    return {
      line: this.#count,
      text: canonicalJson({ t: line.t, ...decided }),
      ...(line.exact === undefined ? {} : { asDecided: canonicalJson(decided) === this.#decided }),
    };
  }
}

const tooLong = () => new NetwachtError('tooLong', `a line is longer than ${maxLineBytes} bytes`);

function parsed(text: string): unknown {
  // A character is one byte or more.
  if (text.length > maxLineBytes) throw tooLong();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetwachtError('badJson', 'the line is no JSON', { cause });
  }
}
