import { z } from 'zod';
import { corrected, type SessionQuarter, sessionFlags } from '../../domain/session.ts';
import type { ChargingSession, ChargingSessionDetail } from '../charging-port.ts';

const text = z.string();
const whole = z.int();

export const sessionShape = z.strictObject({
  id: whole,
  chargePoint: text,
  name: text,
  pluggedAt: text,
  unpluggedAt: text.nullable(),
  pluggedS: whole,
  chargedS: whole,
  firstChargeAt: text.nullable(),
  lastChargeAt: text.nullable(),
  meter: z.enum(['chargePoint', 'meter', 'soft']),
  meterDevice: text,
  meterStartWh: whole.nullable(),
  meterStopWh: whole.nullable(),
  energyWh: whole,
  gridWh: whole,
  solarWh: whole,
  batteryWh: whole,
  gapWh: whole,
  costCt: z.number(),
  unpricedWh: whole,
  user: text.nullable(),
  tag: text.nullable(),
  flags: z.array(z.enum(sessionFlags)),
  corrected: z.boolean(),
});
export type SessionShape = z.output<typeof sessionShape>;

export const totalsShape = z.strictObject({
  sessions: whole,
  energyWh: whole,
  gridWh: whole,
  solarWh: whole,
  batteryWh: whole,
  costCt: z.number(),
  unpricedWh: whole,
});

const quarterShape = z.strictObject({
  from: text,
  energyWh: whole,
  gridWh: whole,
  solarWh: whole,
  batteryWh: whole,
  priceCt: z.number().nullable(),
  ownCt: z.number(),
  tariff: text.nullable(),
  costCt: z.number(),
  gap: z.boolean(),
});
const correctionShape = z.strictObject({
  at: text,
  who: text,
  why: text,
  energyWh: whole.exactOptional(),
  costCt: z.number().exactOptional(),
  user: text.nullable().exactOptional(),
  tag: text.nullable().exactOptional(),
  shiftMs: z.number().exactOptional(),
});
const signedShape = z.strictObject({
  at: text,
  place: z.enum(['begin', 'end', 'during']),
  source: text,
  format: text,
  text,
  publicKey: text.nullable(),
});
export const detailShape = z.strictObject({
  ...sessionShape.shape,
  /** Before any correction. */
  recorded: sessionShape,
  quarters: z.array(quarterShape),
  corrections: z.array(correctionShape),
  signed: z.array(signedShape),
});

export type SessionList = {
  readonly from: string;
  readonly to: string;
  readonly sessions: readonly SessionShape[];
  readonly totals: z.output<typeof totalsShape>;
};
export type SessionDetail = z.output<typeof detailShape>;

type Iso = (atMs: number) => string;

/** Cents of millionths of a cent: exact, a cost of ten million euros included. */
export const centsOf = (uct: number): number => uct / 1_000_000;

/** As it counts: with its corrections. */
export function shown({ session, corrections }: ChargingSession, iso: Iso): SessionShape {
  const now = corrected(session, corrections);
  const at = (ms: number | undefined) => (ms === undefined ? null : iso(ms));
  return {
    ...{ id: now.id, chargePoint: now.chargePoint, name: now.name, pluggedAt: iso(now.pluggedAtMs) },
    ...{ unpluggedAt: at(now.unpluggedAtMs), pluggedS: now.pluggedS, chargedS: now.chargedS },
    ...{ firstChargeAt: at(now.firstChargeMs), lastChargeAt: at(now.lastChargeMs) },
    ...{ meter: now.meter, meterDevice: now.meterDevice },
    ...{ meterStartWh: now.meterStartWh ?? null, meterStopWh: now.meterStopWh ?? null },
    ...{ energyWh: now.energyWh, gridWh: now.gridWh, solarWh: now.solarWh, batteryWh: now.batteryWh },
    ...{ gapWh: now.gapWh, costCt: centsOf(now.costUct), unpricedWh: now.unpricedWh },
    ...{ user: now.user ?? null, tag: now.tag ?? null, flags: [...now.flags], corrected: corrections.length > 0 },
  };
}

export function shownDetail(detail: ChargingSessionDetail, iso: Iso): z.output<typeof detailShape> {
  const { session, corrections, quarters, signed } = detail;
  const shiftMs = corrections.reduce((sum, { shiftMs: ms = 0 }) => sum + ms, 0);
  return {
    ...shown(detail, iso),
    recorded: shown({ session, corrections: [] }, iso),
    quarters: quarters.map((quarter) => shownQuarter(quarter, iso, shiftMs)),
    corrections: corrections.map(({ session: _, atMs, costUct, ...rest }) => ({
      ...{ ...rest, at: iso(atMs) },
      ...(costUct === undefined ? {} : { costCt: centsOf(costUct) }),
    })),
    signed: signed.map(({ session: _, atMs, publicKey, ...rest }) => ({
      ...{ ...rest, at: iso(atMs), publicKey: publicKey ?? null },
    })),
  };
}

export const shownQuarter = (quarter: SessionQuarter, iso: Iso, shiftMs = 0): z.output<typeof quarterShape> => ({
  ...{ from: iso(quarter.fromMs + shiftMs), energyWh: quarter.energyWh, gridWh: quarter.gridWh },
  ...{ solarWh: quarter.solarWh, batteryWh: quarter.batteryWh },
  priceCt: quarter.priceMct === undefined ? null : quarter.priceMct / 1000,
  ...{ ownCt: quarter.ownMct / 1000, tariff: quarter.tariff ?? null, costCt: centsOf(quarter.costUct) },
  gap: quarter.gap,
});
