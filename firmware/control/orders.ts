import type { ChargeState } from '../domain/device.ts';
import type { ChargeOrder } from '../domain/order.ts';
import type { OrdersState } from '../domain/state.ts';
import type { OrderMark, StoredNeed, StoredOrder, StoredOverride, StoredRemote } from '../domain/stored-order.ts';

/**
 * What persons ask for now, out of the rows on disk. An override whose time is over asks for nothing. `counterWh` gives
 * the import counter of a charge point, so that a need shrinks with what the car has got.
 */
export function ordersOf(
  rows: readonly StoredOrder[],
  wallMs: number,
  counterWh: (chargePoint: string) => number | undefined,
): readonly ChargeOrder[] {
  return rows.filter((row) => !isCeiling(row) || !isOver(row, wallMs)).map((row) => orderOf(row, counterWh));
}

function orderOf(row: StoredOrder, counterWh: (chargePoint: string) => number | undefined): ChargeOrder {
  switch (row.kind) {
    case 'override':
      return overrideOrder(row);
    case 'remote':
      return overrideOrder({ ...row, kind: 'override', rulesOff: false });
    case 'need':
      return needOrder(row, counterWh(row.chargePoint));
    case 'phases': {
      const { chargePoint, phases } = row;
      return { chargePoint, origin: 'override', phases, reason: { code: 'override', origin: 'override' } };
    }
  }
}

function overrideOrder(row: StoredOverride): ChargeOrder {
  const { chargePoint, limitMa, untilMs, atMs, rulesOff } = row;
  return {
    chargePoint,
    origin: 'override',
    ...(limitMa === undefined ? {} : { maxMa: limitMa }),
    ...(rulesOff ? { rulesOff } : {}),
    reason: {
      code: 'override',
      origin: 'override',
      ...(limitMa === undefined ? {} : { limitMa }),
      since: iso(atMs),
      ...(untilMs === undefined ? {} : { until: iso(untilMs) }),
    },
  };
}

function needOrder(row: StoredNeed, nowWh: number | undefined): ChargeOrder {
  const { chargePoint, energyWh, counterWh, departureMs } = row;
  const gotWh = nowWh === undefined || counterWh === undefined ? 0 : Math.max(0, nowWh - counterWh);
  return {
    chargePoint,
    origin: 'user',
    ...(energyWh === undefined ? {} : { energyWh: Math.max(0, energyWh - gotWh) }),
    ...(departureMs === undefined ? {} : { departureMs }),
    reason: { code: 'user' },
  };
}

/**
 * What happened to orders since they were written: a car came, it went, a time is over. Says the same in every cycle
 * until it is on disk, so that a restart or a full disk loses nothing. A charge point that does not answer says nothing.
 */
export function orderMarks(
  rows: readonly StoredOrder[],
  wallMs: number,
  stateOf: (chargePoint: string) => ChargeState | undefined,
): readonly OrderMark[] {
  return rows.flatMap((row): OrderMark[] => {
    const { chargePoint, kind, atMs, begun } = row;
    const marked = (mark: OrderMark['mark']): OrderMark[] => [{ chargePoint, kind, atMs, mark }];
    if (isCeiling(row) && isOver(row, wallMs)) return marked('ended');
    const endsAtUnplug = kind === 'need' || (kind === 'override' && row.untilMs === undefined);
    if (!endsAtUnplug) return [];
    const state = stateOf(chargePoint);
    if (begun) return state === 'A' ? marked('ended') : [];
    return isPlugged(state) ? marked('begun') : [];
  });
}

/** What the page shows of a charge point's orders (contracts §5). */
export function ordersState(rows: readonly StoredOrder[], chargePoint: string, wallMs: number): OrdersState {
  const state: { -readonly [K in keyof OrdersState]: OrdersState[K] } = { override: null, need: null, phases: 'auto' };
  for (const row of rows) {
    if (row.chargePoint !== chargePoint) continue;
    if (row.kind === 'phases') state.phases = row.phases;
    else if (row.kind === 'need')
      state.need = {
        energyWh: row.energyWh ?? null,
        departure: row.departureMs === undefined ? null : iso(row.departureMs),
      };
    else if (isOver(row, wallMs)) continue;
    else if (row.kind === 'remote')
      state.remote = { limitA: row.limitMa / 1000, until: iso(row.untilMs), source: row.source };
    else
      state.override = {
        limitA: row.limitMa === undefined ? null : row.limitMa / 1000,
        until: row.untilMs === undefined ? 'unplug' : iso(row.untilMs),
        rulesOff: row.rulesOff,
        source: row.source,
      };
  }
  return state;
}

/** States of a charge point with a car. */
export const isPlugged = (state: ChargeState | undefined | null): boolean =>
  state === 'B' || state === 'C' || state === 'D';

const isCeiling = (row: StoredOrder): row is StoredOverride | StoredRemote =>
  row.kind === 'override' || row.kind === 'remote';
const isOver = ({ untilMs }: StoredOverride | StoredRemote, wallMs: number): boolean =>
  untilMs !== undefined && untilMs <= wallMs;
const iso = (ms: number): string => new Date(ms).toISOString();
