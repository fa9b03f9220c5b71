import { type StoredVariable, variableKey } from '../../domain/variable.ts';
import type { Candidate, ToWorker } from '../messages.ts';

/** Writes that failed on a full disk, or were not read from it yet; each is evaluated in every cycle, so they are bounded. */
const maxKept = 64;

type AboutWrites = Extract<ToWorker, { kind: 'candidate' | 'settled' | 'notPersisted' | 'temporary' }>;

/** The writes of variables that cannot be read from the disk: those on their way, those it refused, those in memory only. */
export class UnsettledWrites {
  #onTheirWay: readonly Candidate[] = [];
  /** Candidates that are on disk by now, until they have been read from there. */
  #landed: readonly Candidate[] = [];
  /** Candidates that never reached the disk: the lower limit stays until a later write does. */
  #refused: readonly Candidate[] = [];
  #temporary: readonly StoredVariable[] = [];
  #settled = 0;

  take(message: AboutWrites): void {
    switch (message.kind) {
      case 'candidate':
        this.#onTheirWay = [...this.#onTheirWay, message.candidate];
        return;
      case 'settled': {
        const settled = this.#end(message.id);
        if (!message.wrote) return;
        this.#refused = withoutRewritten(this.#refused, settled);
        this.#landed = [...this.#landed, ...settled].slice(-maxKept);
        return;
      }
      case 'notPersisted':
        this.#refused = withRefused(this.#refused, this.#end(message.id));
        return;
      case 'temporary':
        this.#temporary = message.variables;
        return;
    }
  }

  /** The disk was read as it is now. */
  diskRead(): void {
    this.#landed = [];
  }

  /** Each joins in by itself: per limit the lowest of without and with it holds. */
  get candidates(): readonly Candidate[] {
    return [...this.#onTheirWay, ...this.#landed, ...this.#refused];
  }

  /** Id of the last write whose outcome is known here; 0 = none. */
  get settled(): number {
    return this.#settled;
  }

  /** Values that live in memory only (tmp=1). */
  get temporary(): readonly StoredVariable[] {
    return this.#temporary;
  }

  #end(id: number): readonly Candidate[] {
    this.#settled = id;
    const ended = this.#onTheirWay.filter((candidate) => candidate.id === id);
    this.#onTheirWay = this.#onTheirWay.filter((candidate) => candidate.id !== id);
    return ended;
  }
}

/** A refused value holds a limit down until the same variable is written for good. */
function withoutRewritten(refused: readonly Candidate[], written: readonly Candidate[]): readonly Candidate[] {
  const keys = new Set(written.flatMap(({ rows }) => rows.map((row) => variableKey(row.name))));
  return refused.flatMap(({ id, rows }) => {
    const left = rows.filter((row) => !keys.has(variableKey(row.name)));
    return left.length === 0 ? [] : [{ id, rows: left }];
  });
}

/** Who repeats what was refused must not push out what else was. */
function withRefused(refused: readonly Candidate[], more: readonly Candidate[]): readonly Candidate[] {
  const saysOf = ({ rows }: Candidate) =>
    JSON.stringify(rows.map(({ name, value, expr }) => [variableKey(name), value, expr]));
  const known = new Set(refused.map(saysOf));
  return [...refused, ...more.filter((candidate) => !known.has(saysOf(candidate)))].slice(-maxKept);
}
