import { isDeepStrictEqual } from 'node:util';
import { NetwachtError } from '../../domain/errors.ts';
import type { Output } from '../../domain/site/outputs.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState } from '../../domain/state.ts';
import { formulasOf, type OutputValues, outputText, partsOf } from './output-formulas.ts';
import { named, type OutputRequest, requestOf } from './output-request.ts';
import { OutputResets } from './output-resets.ts';
import { OutputRunner, type RunnerView } from './output-runner.ts';
import { outputSender, type SendMeans } from './send-output.ts';

export interface OutputDeskOptions extends SendMeans {
  readonly site: () => Site | undefined;
  readonly log: {
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
  };
}

/** How an output stands, for who set it up: its address is shown whole. Times are ISO 8601. */
export interface OutputView {
  readonly id: string;
  readonly name: string;
  readonly state: 'off' | 'noValue' | RunnerView['state'];
  readonly sent: OutputRequest | null;
  readonly sentAt: string | null;
  readonly waiting: OutputRequest | null;
  readonly fault: { readonly code: string; readonly message: string; readonly since: string } | null;
}

interface Running {
  readonly output: Output;
  /** The one it was started in. */
  readonly site: Site;
  /** As it stands in the site; the address of its device is part of it. */
  readonly config: unknown;
  readonly runner: OutputRunner;
  /** A formula of it has no value now. */
  noValue: boolean;
}

/** The main thread's desk for outputs (E3): sends what the worker says has changed, never more than one call of an output at a time. */
export class OutputDesk {
  readonly #options: OutputDeskOptions;
  readonly #running = new Map<string, Running>();
  readonly #resets: OutputResets;

  /** What the worker said last of each before the start; undefined from then on. */
  #early: Map<string, OutputValues> | undefined = new Map();

  constructor(options: OutputDeskOptions) {
    this.#options = options;
    this.#resets = new OutputResets(options, (output, view) => this.#note(output, view));
  }

  /** From now on calls go out: what they need of the program is there. */
  start(): void {
    const early = [...(this.#early ?? new Map<string, OutputValues>()).values()];
    this.#early = undefined;
    this.siteChanged();
    this.take(early);
  }

  /** Outputs that were switched off or are gone send their resets; what stays as it was goes on. */
  siteChanged(): void {
    const site = this.#options.site();
    if (site === undefined || this.#early !== undefined) return;
    const active = new Map(activeOutputs(site).map((output) => [output.id, output]));
    for (const [id, running] of this.#running) {
      const output = active.get(id);
      if (output !== undefined && isDeepStrictEqual(configOf(output, site), running.config)) continue;
      running.runner.end();
      this.#running.delete(id);
      if (output === undefined) this.#resets.send(running.output, running.site);
    }
    for (const output of active.values()) if (!this.#running.has(output.id)) this.#start(output, site);
  }

  /** What the worker found changed. What belongs to another site document than ours is told again soon. */
  take(changed: readonly OutputValues[]): void {
    if (this.#early !== undefined) {
      for (const each of changed) this.#early.set(each.id, each);
      return;
    }
    for (const { id, text, values } of changed) {
      const running = this.#running.get(id);
      if (running === undefined || outputText(running.output) !== text) continue;
      running.noValue = values === undefined;
      running.runner.want(values && requestOf(running.output, values));
    }
  }

  list(): readonly OutputView[] {
    const site = this.#options.site();
    return (site?.outputs ?? []).map((output) => {
      const running = this.#running.get(output.id);
      const view = running?.runner.view();
      return {
        ...{ id: output.id, name: output.name ?? output.id },
        state: running === undefined ? 'off' : running.noValue ? 'noValue' : (view?.state ?? 'idle'),
        sent: view?.sent ?? null,
        sentAt: view?.sentAtMs === undefined ? null : new Date(view.sentAtMs).toISOString(),
        waiting: view?.waiting ?? null,
        fault: view?.fault === undefined ? null : faultView(view.fault),
      };
    });
  }

  /** Sends it once more, changed or not. Throws NetwachtError `notFound`. */
  sendAgain(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) throw new NetwachtError('notFound', `There is no output ${id.slice(0, 64)} that is on`);
    running.runner.again();
  }

  health(): readonly HealthState[] {
    return [...this.#running.values()].flatMap(({ output, runner }) => {
      const { fault, waiting } = runner.view();
      if (fault === undefined) return [];
      return {
        id: `outputFailed:${output.id}`,
        severity: 'warning',
        code: 'outputFailed',
        what: output.id,
        message: `Output ${output.name ?? output.id} does not arrive: ${fault.message}. Not sent: ${named(waiting)}`,
        since: new Date(fault.sinceMs).toISOString(),
      };
    });
  }

  close(): void {
    for (const { runner } of this.#running.values()) runner.end();
    this.#resets.close();
  }

  #start(output: Output, site: Site): void {
    this.#resets.end(output.id);
    const { clock, timers } = this.#options;
    const send = outputSender(output, site, this.#options);
    const runner = new OutputRunner({
      ...{ clock, timers, atMostEveryMs: output.atMostEveryS * 1000 },
      resendMs: output.resendS === undefined ? undefined : output.resendS * 1000,
      send: (request, signal) => send(request, output.contentType, signal),
      onChange: (view) => this.#note(output, view),
    });
    this.#running.set(output.id, { output, site, config: configOf(output, site), runner, noValue: false });
    const parts = partsOf(output);
    // What never changes needs no worker to say so.
    if (parts !== undefined && formulasOf(parts).length === 0) runner.want(requestOf(output, []));
  }

  #note({ id }: Output, { fault, waiting }: RunnerView): void {
    const { log } = this.#options;
    if (fault === undefined) log.info({ output: id }, 'an output arrives again, or is given up');
    else
      log.warn(
        { output: id, code: fault.code, notSent: named(waiting) },
        `an output does not arrive: ${fault.message}`,
      );
  }
}

const activeOutputs = (site: Site): readonly Output[] =>
  site.mode === 'manage' ? site.outputs.filter(({ enabled }) => enabled) : [];

/** Everything that a call of it rests on. */
function configOf(output: Output, site: Site): unknown {
  const device = site.devices.find(({ id }) => id === output.device);
  return { output, address: device?.address, secret: device?.secret };
}

const faultView = ({ code, message, sinceMs }: NonNullable<RunnerView['fault']>) => ({
  ...{ code, message },
  since: new Date(sinceMs).toISOString(),
});
