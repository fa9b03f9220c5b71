import { NetwachtError } from '../../domain/errors.ts';
import type { BatteryRuleStates, RuleStates } from '../../domain/rule-states.ts';
import type { RulesAnswer } from '../messages.ts';

export interface RulesDeskOptions {
  /** The control worker's end: undefined when it does not answer in time. */
  readonly host: {
    rules(chargePoint: string): Promise<RulesAnswer | undefined>;
    current(): { readonly cycle: number } | undefined;
  };
}

/** A site has at most so many charge points; whoever asks for others is not remembered for ever. */
const mostKept = 1000;

const starting = () => new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');

/** The main thread's desk for how charging rules stand: asks the worker, at most once in a cycle for each charge point. */
export class RulesDesk {
  readonly #options: RulesDeskOptions;
  readonly #asked = new Map<string, Promise<RulesAnswer | undefined>>();
  #cycle: number | undefined;

  constructor(options: RulesDeskOptions) {
    this.#options = options;
  }

  /** Throws NetwachtError `notFound`, `starting`. */
  async states(chargePoint: string): Promise<RuleStates> {
    const answer = await this.#ask(chargePoint);
    if (answer === undefined || 'starting' in answer) throw starting();
    if ('states' in answer) return answer.states;
    throw new NetwachtError('notFound', `there is no charge point ${chargePoint.slice(0, 40)}`);
  }

  /** The same of a battery. */
  async batteryStates(device: string): Promise<BatteryRuleStates> {
    const answer = await this.#ask(device);
    if (answer === undefined || 'starting' in answer) throw starting();
    if ('battery' in answer) return answer.battery;
    throw new NetwachtError('notFound', `${device.slice(0, 40)} is no battery that follows rules`);
  }

  #ask(chargePoint: string): Promise<RulesAnswer | undefined> {
    const { host } = this.#options;
    const cycle = host.current()?.cycle;
    if (cycle !== this.#cycle || this.#asked.size >= mostKept) this.#asked.clear();
    this.#cycle = cycle;
    const known = this.#asked.get(chargePoint);
    if (known !== undefined) return known;
    const answer = host.rules(chargePoint);
    this.#asked.set(chargePoint, answer);
    return answer;
  }
}
