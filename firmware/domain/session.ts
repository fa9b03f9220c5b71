import type { SessionNow } from './known.ts';

/** Energy of a session in one quarter hour (UTC) at one price, closed: nothing comes to it any more. All Wh are whole. */
export interface SessionQuarter {
  readonly session: number;
  /** When it began, wall ms; where the price changes inside a quarter hour there is another one. */
  readonly fromMs: number;
  readonly energyWh: number;
  readonly gridWh: number;
  readonly solarWh: number;
  readonly batteryWh: number;
  /** Price of the grid, thousandths of a cent per kWh; undefined: nobody said one. */
  readonly priceMct: number | undefined;
  /** Price of energy of the house's own, thousandths of a cent per kWh: what feeding it in would have brought. */
  readonly ownMct: number;
  /** `id` in the site's tariffs. */
  readonly tariff: string | undefined;
  /** Exact, millionths of a cent; without a price of the grid that of the house's own energy alone. */
  readonly costUct: number;
  /** Nobody saw it flow: spread evenly over a gap. */
  readonly gap: boolean;
}

/**
 * `clockUnsynced`: the clock had not been set, its times are not certain. `gap`: some energy flowed unseen, the counter
 * says how much. `counterReset`: the counter began anew or jumped. `estimated`: some energy is current x time.
 * `beginUnknown`, `endUnknown`: the car was there when the program began to look, or gone when it looked again.
 */
export const sessionFlags = [
  'clockUnsynced',
  'gap',
  'counterReset',
  'estimated',
  'beginUnknown',
  'endUnknown',
] as const;
export type SessionFlag = (typeof sessionFlags)[number];

/** What counts the energy: the charge point's own counter, that of its meter, or current x time (C23). */
export type SessionMeter = 'chargePoint' | 'meter' | 'soft';

/** Where the counters of charge points without a car stood, Wh; wall ms. */
export interface IdleCounters {
  readonly atMs: number;
  readonly wh: Readonly<Record<string, number>>;
}

/** From plug-in to unplug. Times are wall ms, energy whole Wh. */
export interface Session {
  readonly id: number;
  readonly chargePoint: string;
  /** Its name at that time. */
  readonly name: string;
  readonly pluggedAtMs: number;
  /** Undefined: the car is still plugged in. */
  readonly unpluggedAtMs: number | undefined;
  /** By a clock that never jumps. */
  readonly pluggedS: number;
  readonly chargedS: number;
  readonly firstChargeMs: number | undefined;
  readonly lastChargeMs: number | undefined;
  readonly meter: SessionMeter;
  /** Device whose counter it is. */
  readonly meterDevice: string;
  /** Undefined: there was no counter. */
  readonly meterStartWh: number | undefined;
  readonly meterStopWh: number | undefined;
  readonly energyWh: number;
  readonly gridWh: number;
  readonly solarWh: number;
  readonly batteryWh: number;
  /** Of it, what nobody saw flow. */
  readonly gapWh: number;
  /** Millionths of a cent, over the energy that has a price. */
  readonly costUct: number;
  /** Wh of the grid without a price: their cost is missing in `costUct`. */
  readonly unpricedWh: number;
  /** `id` in the site's users, and of its tags. */
  readonly user: string | undefined;
  readonly tag: string | undefined;
  readonly flags: readonly SessionFlag[];
}

/** A correction of a session that is over: what is given counts in place of what stands there. A row of its own. */
export interface SessionCorrection {
  readonly session: number;
  readonly atMs: number;
  /** Who made it; `clock`: the program, when the clock was set. */
  readonly who: string;
  readonly why: string;
  readonly energyWh?: number;
  readonly costUct?: number;
  /** Null: nobody. */
  readonly user?: string | null;
  readonly tag?: string | null;
  /** Begin, end and quarter hours were so much later. */
  readonly shiftMs?: number;
}

/** A signed meter value as the meter gave it, untouched (OCMF and the like). */
export interface SignedValue {
  readonly session: number;
  readonly atMs: number;
  readonly place: 'begin' | 'end' | 'during';
  /** Who brought it: "ocpp", a device. */
  readonly source: string;
  /** `OCMF`, or another encoding by its name. */
  readonly format: string;
  readonly text: string;
  readonly publicKey?: string;
}

/** What stands in a session after its corrections. */
export function corrected(session: Session, corrections: readonly SessionCorrection[]): Session {
  let now = session;
  for (const { energyWh, costUct, user, tag, shiftMs = 0 } of corrections) {
    const later = (ms: number | undefined) => (ms === undefined ? undefined : ms + shiftMs);
    now = {
      ...now,
      energyWh: energyWh ?? now.energyWh,
      costUct: costUct ?? now.costUct,
      user: user === undefined ? now.user : (user ?? undefined),
      tag: tag === undefined ? now.tag : (tag ?? undefined),
      pluggedAtMs: now.pluggedAtMs + shiftMs,
      unpluggedAtMs: later(now.unpluggedAtMs),
      firstChargeMs: later(now.firstChargeMs),
      lastChargeMs: later(now.lastChargeMs),
    };
  }
  return now;
}

export const sessionNowOf = ({ pluggedAtMs, energyWh, chargedS }: Session): SessionNow => ({
  pluggedAtMs,
  energyWh,
  chargedS: Math.floor(chargedS),
});
