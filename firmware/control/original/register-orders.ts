import { NetwachtError } from '../../domain/errors.ts';
import { registers } from '../../domain/original-registers.ts';
import type { RegisterWrite } from '../../domain/register-write.ts';
import type { State } from '../../domain/state.ts';

interface Author {
  readonly name: string;
}

/** The orders of persons that a write can become. */
export interface RegisterOrderPort {
  override(
    chargePoint: string,
    wanted: { readonly limitA?: number; readonly untilMs?: number; readonly rulesOff: boolean },
    author: Author,
  ): void;
  endOverride(chargePoint: string, author: Author): void;
  /** By a client without a name: what a program wants over MQTT stays. */
  endOverrideAlone(chargePoint: string, author: Author): void;
  /** What is on disk now, which is before the next cycle tells it. */
  overrideNow(chargePoint: string): OverrideNow;
  phases(chargePoint: string, phases: 1 | 3 | 'auto', author: Author): void;
}

export interface OverrideNow {
  readonly off: boolean;
  readonly limitMa?: number;
  readonly rulesOff: boolean;
}

/** What a person's override says of a charge point, as the registers show it. */
interface Asked {
  readonly isOn: boolean;
  /** A; undefined: no limit of a person. */
  readonly limitA: number | undefined;
}

interface Wanted extends Asked {
  readonly phases?: 1 | 3 | 'auto';
}

/**
 * Writes to registers of a charge point, as far as a person's override and choice of phases can say the same: they lower or
 * release, and go the way of every order. Nothing is ever written to a device.
 */
export class RegisterOrders {
  readonly #orders: RegisterOrderPort;
  readonly #current: () => State | undefined;
  /** What was written here last, by charge point. */
  readonly #last = new Map<string, Asked>();

  constructor(parts: { readonly orders: RegisterOrderPort; readonly current: () => State | undefined }) {
    this.#orders = parts.orders;
    this.#current = parts.current;
  }

  /**
   * All of them or none. With a lease it ends at that wall time and goes past no order of anybody else. Codes: `notWritable` (403),
   * `badRegister` (400), `othersOrder` (409), and those of the orders.
   */
  apply(
    chargePoint: string,
    writes: readonly RegisterWrite[],
    author: Author,
    lease?: { readonly untilMs: number },
  ): void {
    const now = this.#orders.overrideNow(chargePoint);
    const before = this.#asked(chargePoint, now);
    const point = this.#current()?.chargePoints.find(({ id }) => id === chargePoint);
    const wanted = wantedBy(writes, before, point?.maxA);
    const changes = wanted.isOn !== before.isOn || wanted.limitA !== before.limitA;
    const { isThere, isOurs } = this.#owner(chargePoint, now, point?.orders?.override?.source === author.name);
    if (changes && lease !== undefined && isThere && !isOurs)
      throw new NetwachtError('othersOrder', `${chargePoint} has an override of somebody else, which stays`);
    if (wanted.phases !== undefined) this.#orders.phases(chargePoint, wanted.phases, author);
    if (!changes && (lease === undefined || !isThere || !isOurs)) return;
    const limitA = wanted.isOn ? wanted.limitA : 0;
    if (limitA === undefined && lease !== undefined) this.#orders.endOverrideAlone(chargePoint, author);
    else if (limitA === undefined) this.#orders.endOverride(chargePoint, author);
    else this.#orders.override(chargePoint, { limitA, ...lease, rulesOff: now.rulesOff }, author);
    this.#last.set(chargePoint, { isOn: wanted.isOn, limitA: wanted.limitA });
  }

  /** A limit that was written while it is off holds when it is switched on. */
  #asked(chargePoint: string, { off, limitMa }: OverrideNow): Asked {
    const last = this.#last.get(chargePoint);
    const limitA = limitMa === undefined || limitMa === 0 ? undefined : limitMa / 1000;
    return { isOn: !off, limitA: off && last?.isOn === false ? (limitA ?? last.limitA) : limitA };
  }

  /** Whether there is an override, and whether it is what was written here; after a restart the state says by whom it is. */
  #owner(
    chargePoint: string,
    now: OverrideNow,
    byState: boolean,
  ): { readonly isThere: boolean; readonly isOurs: boolean } {
    const isThere = now.off || now.limitMa !== undefined;
    const last = this.#last.get(chargePoint);
    if (last === undefined) return { isThere, isOurs: byState };
    const asked = this.#asked(chargePoint, now);
    return { isThere, isOurs: asked.isOn === last.isOn && asked.limitA === last.limitA };
  }
}

/** What all writes together want; in their order, the last one wins. Throws `notWritable`, `badRegister`. */
export function wantedBy(writes: readonly RegisterWrite[], before: Asked, maxA = Number.POSITIVE_INFINITY): Wanted {
  let wanted: Wanted = before;
  for (const { address, value } of writes) wanted = { ...wanted, ...meaning(address, value, maxA) };
  return wanted;
}

const leastA = 6;

function meaning(address: number, value: number, maxA: number): Partial<Wanted> {
  const one = <T>(meanings: Readonly<Record<number, T>>): T => {
    const meant = meanings[value];
    if (meant === undefined || !Object.hasOwn(meanings, value))
      throw new NetwachtError('badRegister', `${value} is no value for register ${address}`);
    return meant;
  };
  if (address === registers.enable) return { isOn: one({ 0: false, 1: true }) };
  if (address === registers.onePhase) return { phases: one({ 0: 3, 1: 1 }) };
  if (address === registers.usedPhases) return { phases: one({ 0: 'auto', 1: 1, 7: 3 }) };
  // Clients write "charging" there before they enable: what a car does is not for us to say, that it may is.
  if (address === registers.state && value === 2) return {};
  if (address === registers.limit) {
    const amperes = value / 10;
    if (value === 0) return { isOn: false };
    if (amperes < leastA)
      throw new NetwachtError('badRegister', `A limit is 0 or at least ${leastA} A (${leastA * 10})`);
    return { limitA: amperes >= maxA ? undefined : amperes };
  }
  throw new NetwachtError(
    'notWritable',
    `Register ${address} is not written: devices are steered by the box alone. What a person may ask for is 8093 (limit), 8094 (enable), 8087 and 8044 (phases)`,
  );
}
