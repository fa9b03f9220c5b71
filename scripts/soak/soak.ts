import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One long run. It ends by itself, and takes up again what an earlier, interrupted run left in its result file. */
export interface Soak {
  /** True when the figures are what they must be. */
  run(result: ResultFile): Promise<boolean>;
}

/** Where a soak keeps what it has so far. */
export class ResultFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What an earlier run kept, or undefined. */
  read(): unknown {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps `result` whole: a run that is killed leaves the one before. */
  write(result: unknown): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(`${this.path}.new`, `${JSON.stringify(result, null, 2)}\n`);
    renameSync(`${this.path}.new`, this.path);
  }
}
