import { NetwachtError } from '../domain/errors.ts';
import type { LpcCommand, LpcView } from '../domain/lpc.ts';
import type { Site } from '../domain/site/schema.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import type { LpcAnswer } from './messages.ts';

export interface LpcDeskOptions {
  readonly store: Store;
  readonly host: { lpc(command: LpcCommand): Promise<LpcAnswer | undefined> };
  readonly site: () => Site | undefined;
}

/**
 * The main thread's desk for the energy guard: a command goes to the worker, where it acts at once, and what it left is on
 * disk before the answer. When the disk refuses, the worker goes on with it in memory and says it again every cycle.
 */
export class LpcDesk {
  readonly #options: LpcDeskOptions;

  constructor(options: LpcDeskOptions) {
    this.#options = options;
  }

  /** Throws NetwachtError `notConfigured`, `starting`, `badLimit`, `belowMinimum`, `badDuration`; then nothing has changed. `notPersisted`. */
  async tell(command: LpcCommand, author: { readonly name: string }): Promise<LpcView> {
    const { view, sources } = await this.#ask(command);
    // What changes nothing is no news: guards repeat themselves.
    if (sources.length > 0) this.#audit(command, author);
    return view;
  }

  async view(): Promise<LpcView> {
    return (await this.#ask({})).view;
  }

  async #ask(command: LpcCommand): Promise<Extract<LpcAnswer, { view: unknown }>> {
    const { store, host, site } = this.#options;
    if (site()?.lpc === undefined)
      throw new NetwachtError('notConfigured', 'the site document has no key lpc: no energy guard is expected');
    const answer = await host.lpc(command);
    if (answer === undefined || 'starting' in answer)
      throw new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');
    if ('refused' in answer) throw new NetwachtError(answer.refused.code, answer.refused.message);
    try {
      store.gridSources.put(answer.sources);
    } catch (error) {
      throw actsAllTheSame(error);
    }
    return answer;
  }

  #audit(command: LpcCommand, author: { readonly name: string }): void {
    const { limit, failsafe } = command;
    if (limit === undefined && failsafe === undefined) return;
    try {
      this.#options.store.audit.append({ who: author.name, what: `lpc ${JSON.stringify({ limit, failsafe })}` });
    } catch (error) {
      throw actsAllTheSame(error);
    }
  }
}

/** Unlike a variable, what the guard says is in force already; the answer must not say otherwise. */
function actsAllTheSame(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.code !== 'notPersisted') return error;
  return new NetwachtError(
    'notPersisted',
    'the command acts, but could not be written to disk; should the program end before it is, the state before it holds after the start, and no more than the fail-safe limit',
    { cause: error },
  );
}
