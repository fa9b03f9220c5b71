import type { Run } from './run.ts';
import type { RootLog } from './server.ts';

export interface RestartParts {
  readonly run: Run;
  readonly log: RootLog;
  /** The answer to whoever asked goes out first, ms. */
  readonly delayMs?: number;
}

const runMs = 20_000;

/** Restarts the box, soon. */
export class Restart {
  readonly #parts: RestartParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RestartParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#timer !== undefined;
  }

  soon(): void {
    const { run, log, delayMs = 1_000 } = this.#parts;
    this.#timer ??= setTimeout(() => {
      run('systemctl', ['--no-block', 'reboot'], { timeoutMs: runMs })
        .then(({ code, stderr }) => {
          if (code !== 0) log.error({ stderr: stderr.trim() }, 'the box could not be restarted');
        })
        .catch((error) => log.error({ err: error }, 'the box could not be restarted'))
        .finally(() => {
          this.#timer = undefined;
        });
    }, delayMs);
  }
}
