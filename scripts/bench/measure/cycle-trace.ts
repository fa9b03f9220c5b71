import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One control cycle as cycle-probe.mjs saw it. */
export interface Cycle {
  /** By the clock; false = asked for by a limit or a reply. */
  readonly tick: boolean;
  /** Start after it was due. */
  readonly lateMs: number;
  readonly tookMs: number;
}

/** Where the probe in the firmware writes, and what the firmware must be started with for it. */
export class CycleTrace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'netwacht-cycles-'));
  readonly #file = join(this.#folder, 'cycles.jsonl');
  #seen = 0;

  get env(): Record<string, string> {
    const probe = new URL('./cycle-probe.mjs', import.meta.url).href;
    return { NODE_OPTIONS: `--import=${probe}`, NETWACHT_CYCLE_PROBE: this.#file };
  }

  /** Cycles since the last call. */
  take(): readonly Cycle[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    const fresh = lines.slice(this.#seen).map((line) => JSON.parse(line) as Cycle);
    this.#seen = lines.length;
    return fresh;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
