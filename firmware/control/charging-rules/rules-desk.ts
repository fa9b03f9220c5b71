import { NetwachtError } from '../../domain/errors.ts';
import type { RuleStates } from '../../domain/rule-states.ts';
import type { RulesAnswer } from '../messages.ts';

export interface RulesDeskOptions {
  /** The control worker's end: undefined when it does not answer in time. */
  readonly host: { rules(chargePoint: string): Promise<RulesAnswer | undefined> };
  readonly nowMs: () => number;
}

/** Rules are walked once a second: whoever asks more often is told the same. */
const freshMs = 500;

/** The main thread's desk for how charging rules stand: asks the worker, and not for each of many that ask at once. */
export class RulesDesk {
  readonly #options: RulesDeskOptions;
  readonly #asked = new Map<string, { readonly atMs: number; readonly answer: Promise<RulesAnswer | undefined> }>();

  constructor(options: RulesDeskOptions) {
    this.#options = options;
  }

  /** Throws NetwachtError `notFound`, `starting`. */
  async states(chargePoint: string): Promise<RuleStates> {
    const answer = await this.#ask(chargePoint);
    if (answer === undefined || 'starting' in answer)
      throw new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');
    if ('states' in answer) return answer.states;
    throw new NetwachtError('notFound', `there is no charge point ${chargePoint.slice(0, 40)}`);
  }

  #ask(chargePoint: string): Promise<RulesAnswer | undefined> {
    const nowMs = this.#options.nowMs();
    for (const [id, { atMs }] of this.#asked) if (nowMs - atMs > freshMs) this.#asked.delete(id);
    const known = this.#asked.get(chargePoint);
    if (known !== undefined) return known.answer;
    const answer = this.#options.host.rules(chargePoint);
    this.#asked.set(chargePoint, { atMs: nowMs, answer });
    return answer;
  }
}
