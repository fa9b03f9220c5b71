import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { Site } from '../domain/site/schema.ts';
import type { StoredVariable } from '../domain/variable.ts';
import type { ProofDesk } from './proof-desk.ts';
import type { TestLimit } from './test-limit.ts';

export interface GridTestDeskOptions {
  readonly host: { testLimit(test: TestLimit | undefined): void };
  readonly site: () => Site | undefined;
  readonly proof: Pick<ProofDesk, 'command'>;
  readonly clock: Clock;
}

/** What somebody plays: one of the three. */
export interface GridTest {
  /** W over the phases, on everything in the circuit. */
  readonly limitW?: number;
  /** Of the circuit's fuse. */
  readonly percent?: number;
  /** By name, as an operator would set them. */
  readonly variables?: Readonly<Record<string, number>>;
  /** Absent = the house connection. */
  readonly circuit?: string;
  readonly durationS: number;
}

/** Id of the ceiling. */
export const testLimitId = 'test:limit';

/**
 * Plays a limit for a while. It is a person's, of origin `manual`, never the operator's: in the proof log it is a command
 * whose source is `test`.
 */
export class GridTestDesk {
  readonly #options: GridTestDeskOptions;

  constructor(options: GridTestDeskOptions) {
    this.#options = options;
  }

  /** Replaces the test that runs. Codes: `noSite` (404), `noCircuit` (400, with path). Gives when it ends, wall ms. */
  start(test: GridTest, author: { readonly name: string }): { readonly untilMs: number } {
    const { host, proof, clock } = this.#options;
    const atMs = clock.wallMs();
    const source = author.name;
    const circuit = this.#circuit(test.circuit);
    const values = Object.entries(test.variables ?? {}).map(([name, value]) => ({ name, value }));
    const rows = values.map(({ name, value }): StoredVariable => ({ name, value, atMs, source }));
    const limit = limitOf(test, circuit.fuseA);
    const record = limit && {
      ...{ id: testLimitId, origin: 'manual' as const, scope: 'all' as const, circuit: circuit.id },
      ...{ ...limit, source, failed: false, variables: [] },
    };
    host.testLimit({ id: testLimitId, durationMs: test.durationS * 1000, rows, ...(record && { record }) });
    const { limitW, percent, durationS } = test;
    proof.command({
      ...{ source: 'test', who: { kind: 'user', name: author.name }, values, atMs },
      ...(record && { limit: testLimitId }),
      more: {
        circuit: circuit.id,
        ...(limitW !== undefined && { limitW }),
        ...(percent !== undefined && { percent }),
        durationS,
      },
    });
    return { untilMs: atMs + durationS * 1000 };
  }

  /** Ends the test that runs, if one does. */
  end(): void {
    this.#options.host.testLimit(undefined);
  }

  #circuit(id: string | undefined): { readonly id: string; readonly fuseA: number } {
    const site = this.#options.site();
    if (site === undefined) throw new NetwachtError('noSite', 'There is no site yet');
    const found = site.circuits.find((circuit) =>
      id === undefined ? circuit.parent === undefined : circuit.id === id,
    );
    if (found === undefined)
      throw new NetwachtError('noCircuit', `There is no circuit ${id ?? ''}`, { path: 'circuit' });
    return found;
  }
}

function limitOf({ limitW, percent }: GridTest, fuseA: number): { unit: 'mA' | 'W'; value: number } | undefined {
  if (limitW !== undefined) return { unit: 'W', value: limitW };
  if (percent !== undefined) return { unit: 'mA', value: Math.floor(fuseA * 10 * percent) };
  return undefined;
}
