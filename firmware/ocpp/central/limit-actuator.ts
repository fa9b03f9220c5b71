import type { Clock } from '../../domain/clock.ts';
import type { RemoteOffer, RemoteWrite } from '../../domain/remote-device.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { Abilities, Driver, LimitOrder, LimitWay } from './driver.ts';
import { FollowWatch } from './follow-watch.ts';

/** A profile of ours ends so long after it was set: without us the charge point falls to its safe current. */
export const limitLastsS = 120;
/** It is set anew after so long. */
const refreshAfterMs = 60_000;
/** After a refusal it is tried again then. */
const retryAfterMs = 10_000;
/** A limit begins a little before now: a charge point whose clock is behind ours would else wait for its beginning. */
const beginsBeforeS = 10;
/** Between two calls of which the second allows more; one that allows less waits for nothing. */
const raiseAfterMs = 2000;
/** What stays in a charge point is written into its flash memory: seldom upward. */
const raiseLastingAfterMs = 30_000;

export interface LimitActuatorOptions {
  readonly clock: Clock;
  /** All of the order but the current. */
  readonly order: () => Omit<LimitOrder, 'currentMa' | 'phases' | 'seconds'>;
  /** The tag of the transaction that runs: it is begun again with that. */
  readonly runningTag: () => string | undefined;
  readonly abilities: () => Abilities;
  /** Another connector of the same charge point is to be lowered: that goes first. */
  readonly othersLower: () => boolean;
  readonly learn: (learned: Partial<Abilities>) => void;
  /** The write has settled, or something else is to be told. */
  readonly changed: () => void;
  readonly note: (sentence: string) => void;
}

interface Held {
  readonly currentMa: number;
  readonly phases: 1 | 3 | undefined;
  readonly atMs: number;
  readonly way: string;
  readonly isLasting: boolean;
}

/**
 * Brings the offers for one connector to its charge point: the last one wins, one call at a time, by the first way of its
 * driver that works there. What was accepted is no proof: a limit that is not followed is tried another way.
 */
export class LimitActuator {
  readonly #o: LimitActuatorOptions;
  #driver: Driver | undefined;
  #wanted: RemoteOffer | undefined;
  #write: RemoteWrite | undefined;
  #held: Held | undefined;
  #sending = false;
  #due = false;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  readonly #follows = new FollowWatch();
  /** The tag of a transaction that was stopped because 0 A is refused. */
  #stoppedTag: string | undefined;

  constructor(options: LimitActuatorOptions) {
    this.#o = options;
  }

  /** What became of the last offer. */
  get write(): RemoteWrite | undefined {
    return this.#write;
  }

  /** What was accepted last on this connection. */
  get held(): Held | undefined {
    return this.#held;
  }

  get wanted(): RemoteOffer | undefined {
    return this.#wanted;
  }

  /** A lower limit than what holds there is on its way, or waits. */
  get isLowering(): boolean {
    if (this.#driver === undefined || this.#wanted === undefined || !(this.#due || this.#sending)) return false;
    return this.#wanted.currentMa < (this.#held?.currentMa ?? Number.POSITIVE_INFINITY);
  }

  offer(offer: RemoteOffer): void {
    this.#wanted = offer;
    this.#write = { id: offer.id, outcome: 'pending' };
    this.#due = true;
    this.#kick();
  }

  /** It can be spoken to. */
  connected(driver: Driver): void {
    this.#driver = driver;
    this.#held = undefined;
    this.#follows.forget();
    this.#due = this.#wanted !== undefined;
    this.#kick();
  }

  disconnected(): void {
    this.#driver = undefined;
    this.#held = undefined;
    if (this.#write?.outcome === 'pending') this.#fail('noConnection', 'the charge point is not connected');
  }

  /** A transaction has begun or ended: a profile of a transaction goes with it. */
  transactionChanged(): void {
    if (this.#wanted === undefined) return;
    this.#due = true;
    this.#kick();
  }

  /** Once a second. */
  tick(): void {
    if (this.#wanted === undefined || this.#driver === undefined || this.#sending) return;
    const nowMs = this.#o.clock.monotonicMs();
    const { isLasting } = this.#held ?? {};
    const since = this.#held === undefined ? retryAfterMs : refreshAfterMs;
    if (isLasting !== true && nowMs - this.#triedAtMs >= since) this.#due = true;
    this.#kick();
  }

  /** What the car draws, mA, as measured at `atMs` (monotonic). */
  drawn(ma: number, atMs: number): void {
    if (this.#held !== undefined && this.#follows.exceeds(ma, atMs)) this.#notFollowed(this.#held);
  }

  #notFollowed({ way, currentMa }: Held): void {
    this.#follows.forget();
    const abilities = this.#o.abilities();
    const dead = [...new Set([...(abilities.deadWays ?? []), way])];
    const ways = this.#driver?.limitWays ?? [];
    const others = ways.some(({ name }) => name === way)
      ? ways.filter((each) => !dead.includes(each.name) && each.possible(this.#order(currentMa), abilities))
      : [];
    // The last way that is left is kept: the loop sees that it is not followed.
    if (others.length === 0) return;
    this.#o.learn({ deadWays: dead });
    this.#o.note(`it accepted ${currentMa / 1000} A by ${way} and draws more: the next way is tried`);
    this.#due = true;
    this.#kick();
  }

  #order(currentMa: number): LimitOrder {
    const phases = this.#wanted?.phases;
    const order = this.#o.order();
    return {
      ...order,
      ...{ currentMa, seconds: limitLastsS + beginsBeforeS, theirNowMs: order.theirNowMs - beginsBeforeS * 1000 },
      ...(phases === undefined ? {} : { phases }),
    };
  }

  #kick(): void {
    if (this.#sending || !this.#due || this.#driver === undefined || this.#wanted === undefined) return;
    // It stays due: the next tick looks again.
    if (this.#mustWait(this.#wanted)) return;
    this.#due = false;
    this.#sending = true;
    void this.#send(this.#driver, this.#wanted).finally(() => {
      this.#sending = false;
      this.#kick();
    });
  }

  #mustWait({ currentMa, phases }: RemoteOffer): boolean {
    const held = this.#held;
    if (held === undefined || currentMa <= held.currentMa || phases !== held.phases) return false;
    if (this.#o.othersLower()) return true;
    const afterMs = held.isLasting ? raiseLastingAfterMs : raiseAfterMs;
    return this.#o.clock.monotonicMs() - this.#triedAtMs < afterMs;
  }

  /** Never rejects. */
  async #send(driver: Driver, wanted: RemoteOffer): Promise<void> {
    this.#triedAtMs = this.#o.clock.monotonicMs();
    try {
      const way = await this.#byFirstWay(driver, wanted);
      // The answer of a charge point that is gone since then says nothing of the one that is there now.
      if (this.#driver !== driver) return;
      const atMs = this.#o.clock.monotonicMs();
      const { currentMa, phases } = wanted;
      const isLasting = driver.limitWays.some((each) => each.name === way && each.isLasting === true);
      this.#held = { currentMa, phases, atMs, way, isLasting };
      this.#follows.limited(currentMa, atMs, way);
      if (wanted.currentMa > 0) await this.#startAgain(driver);
      this.#settle(wanted, { id: wanted.id, outcome: 'acknowledged', repliedAtMs: atMs });
    } catch (error) {
      if (this.#driver !== driver) return;
      this.#held = undefined;
      const message = error instanceof Error ? error.message : String(error);
      this.#settle(wanted, { id: wanted.id, outcome: 'failed', error: { code: 'write', message } });
      if (!(error instanceof CallFailed)) this.#o.note(message);
    }
  }

  /** The name of the way that was accepted. Throws the refusals, or CallFailed. */
  async #byFirstWay(driver: Driver, wanted: RemoteOffer): Promise<string> {
    const order = this.#order(wanted.currentMa);
    if (wanted.currentMa === 0 && this.#o.abilities().refusesZero === true) return this.#stop(driver, order);
    const refusals: string[] = [];
    for (const way of waysFor(driver, order, this.#o.abilities())) {
      const answer = await way.send(order, this.#o.abilities());
      if (answer === 'accepted') return way.name;
      refusals.push(`${way.name}: ${answer.rejected}`);
      // A later offer waits: it goes the whole way itself.
      if (this.#wanted !== wanted) break;
    }
    if (wanted.currentMa === 0 && this.#held !== undefined && refusals.length > 0) {
      this.#o.learn({ refusesZero: true });
      this.#o.note('it takes limits, but not 0 A: its transaction is stopped instead');
      return this.#stop(driver, order);
    }
    const said = refusals.length === 0 ? 'there is no way to limit it' : refusals.join('; ');
    throw new Error(`the charge point takes no limit: ${said}`);
  }

  /** Nothing may flow, and 0 A is refused: without a transaction nothing does. */
  async #stop(driver: Driver, { transaction }: LimitOrder): Promise<string> {
    if (transaction === undefined) return 'no transaction';
    const tag = this.#o.runningTag();
    const done = await driver.stop(transaction);
    if (done !== 'accepted') throw new Error('the charge point takes neither 0 A nor the stop of its transaction');
    this.#stoppedTag = tag;
    return 'stop';
  }

  async #startAgain(driver: Driver): Promise<void> {
    const tag = this.#stoppedTag;
    const { transaction, connector } = this.#o.order();
    if (tag === undefined || transaction !== undefined) return;
    this.#stoppedTag = undefined;
    await driver.start(connector, tag);
  }

  /** The car is gone: nothing is begun again. */
  unplugged(): void {
    this.#stoppedTag = undefined;
    this.#follows.forget();
  }

  #settle(wanted: RemoteOffer, write: RemoteWrite): void {
    if (this.#wanted?.id !== wanted.id) return;
    this.#write = write;
    this.#o.changed();
  }

  #fail(code: string, message: string): void {
    const { id } = this.#write ?? {};
    if (id === undefined) return;
    this.#write = { id, outcome: 'failed', error: { code, message } };
    this.#o.changed();
  }
}

/** Those that were not followed come last: better than none. */
function waysFor(driver: Driver, order: LimitOrder, abilities: Abilities): readonly LimitWay[] {
  const ways = driver.limitWays.filter((way) => way.possible(order, abilities));
  const dead = new Set(abilities.deadWays ?? []);
  return [...ways.filter(({ name }) => !dead.has(name)), ...ways.filter(({ name }) => dead.has(name))];
}
