import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Target } from './targets.ts';

/** A figure or a finding, as it goes into the table. */
export interface Fact {
  readonly what: string;
  readonly value: string;
}

export interface CaseResult {
  readonly target: Target;
  readonly tier: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly at: string;
  /** SHA-256 of the compressed image; empty where none was needed. */
  readonly image: string;
  readonly facts: readonly Fact[];
  readonly message: string | undefined;
}

const keyOf = ({ target, tier, name }: Pick<CaseResult, 'target' | 'tier' | 'name'>) => `${target} ${tier} ${name}`;

/** What came of each case, the last time it ran. On disk after every case, so that a long run can be taken up again. */
export class Results {
  readonly #file: string;
  #results: Map<string, CaseResult>;

  constructor(file: string) {
    this.#file = file;
    this.#results = this.#kept();
  }

  get all(): readonly CaseResult[] {
    return [...this.#results.values()];
  }

  /** It passed already with this very image. */
  passed(which: Pick<CaseResult, 'target' | 'tier' | 'name'>, image: string): boolean {
    const result = this.#results.get(keyOf(which));
    return result?.state === 'passed' && result.image === image;
  }

  put(result: CaseResult): void {
    // Another run may have added its own since: two can go on beside each other.
    this.#results = this.#kept();
    this.#results.set(keyOf(result), result);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.part`, `${JSON.stringify(this.all, null, 1)}\n`);
    renameSync(`${this.#file}.part`, this.#file);
    writeFileSync(this.#file.replace(/\.json$/, '.md'), tableOf(this.all));
  }

  #kept(): Map<string, CaseResult> {
    const kept: CaseResult[] = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : [];
    return new Map(kept.map((result) => [keyOf(result), result]));
  }
}

/** The table for docs/benchmarks.md. */
export function tableOf(results: readonly CaseResult[]): string {
  const lines = results.map(({ target, tier, name, state, seconds, facts, message }) => {
    const said = [...facts.map(({ what, value }) => `${what}: ${value}`), ...(message === undefined ? [] : [message])];
    const cells = [target, tier, name, state, `${seconds.toFixed(0)} s`, said.join('; ')];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return ['| target | tier | case | came out | took | seen |', '| - | - | - | - | - | - |', ...lines, ''].join('\n');
}

const cell = (text: string): string => (text.split('\n')[0] ?? '').replaceAll('|', '\\|').slice(0, 400);
