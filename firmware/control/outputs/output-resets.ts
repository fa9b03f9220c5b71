import type { Output, OutputCall } from '../../domain/site/outputs.ts';
import type { Site } from '../../domain/site/schema.ts';
import { OutputRunner, type RunnerView } from './output-runner.ts';
import { outputSender, type SendMeans } from './send-output.ts';

/** Resets that cannot be sent are given up after this many tries. */
const resetTries = 5;

/** The calls that end an output, each sent once; an output that is set up again ends them. */
export class OutputResets {
  readonly #means: SendMeans;
  readonly #note: (output: Output, view: RunnerView) => void;
  readonly #running = new Map<string, Set<OutputRunner>>();

  constructor(means: SendMeans, note: (output: Output, view: RunnerView) => void) {
    this.#means = means;
    this.#note = note;
  }

  /** `site`: the one that the output stood in; what it was sent to may be gone from the new one as well. */
  send(output: Output, site: Site): void {
    this.end(output.id);
    const runners = new Set<OutputRunner>();
    if (output.resets.length > 0) this.#running.set(output.id, runners);
    for (const reset of output.resets) runners.add(this.#start(output, reset, site, runners));
  }

  end(id: string): void {
    for (const runner of this.#running.get(id) ?? []) runner.end();
    this.#running.delete(id);
  }

  close(): void {
    for (const id of [...this.#running.keys()]) this.end(id);
  }

  #start(output: Output, reset: OutputCall, site: Site, among: Set<OutputRunner>): OutputRunner {
    const { clock, timers } = this.#means;
    const send = outputSender(output, site, this.#means);
    let tries = 0;
    const over = (): void => {
      among.delete(runner);
      if (among.size === 0 && this.#running.get(output.id) === among) this.#running.delete(output.id);
    };
    const runner: OutputRunner = new OutputRunner({
      ...{ clock, timers, atMostEveryMs: 0, resendMs: undefined },
      async send(request, signal) {
        tries += 1;
        try {
          await send(request, reset.contentType, signal);
          over();
        } catch (error) {
          if (tries >= resetTries) {
            runner.want(undefined);
            over();
          }
          throw error;
        }
      },
      onChange: (view) => this.#note(output, view),
    });
    runner.want({ method: reset.method, url: reset.url, body: reset.body });
    return runner;
  }
}
