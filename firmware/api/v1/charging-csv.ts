import type { SessionQuarter } from '../../domain/session.ts';
import { csvRow } from '../csv.ts';
import { type SessionShape, shownQuarter } from './charging-shapes.ts';

/** The original's columns in its order (N1), then what it does not have. */
export const sessionColumns = [
  ...(['start', 'end', 'charge_point', 'device_id', 'user_id', 'tag', 'energy_wh', 'total_wh'] as const),
  ...(['surplus', 'solar_share', 'session', 'cost_ct', 'grid_wh', 'solar_wh', 'battery_wh', 'gap_wh'] as const),
  ...(['unpriced_wh', 'meter', 'meter_device', 'meter_start_wh', 'plugged_s', 'charged_s'] as const),
  ...(['first_charge', 'last_charge', 'corrected', 'flags'] as const),
];

/** Everything of it from the house itself. */
const isSurplus = ({ energyWh, gridWh }: SessionShape): boolean => energyWh > 0 && gridWh === 0;

export function sessionLine(session: SessionShape): string {
  const { energyWh, gridWh, solarWh, batteryWh } = session;
  const measuredWh = gridWh + solarWh + batteryWh;
  return csvRow([
    ...[session.pluggedAt, session.unpluggedAt ?? '', session.name, session.chargePoint, session.user ?? ''],
    ...[session.tag ?? '', energyWh, session.meterStopWh ?? '', isSurplus(session) ? 1 : 0],
    ...[measuredWh === 0 ? 0 : Math.round((1000 * solarWh) / measuredWh) / 1000, session.id, session.costCt],
    ...[gridWh, solarWh, batteryWh, session.gapWh, session.unpricedWh, session.meter, session.meterDevice],
    ...[session.meterStartWh ?? '', session.pluggedS, session.chargedS, session.firstChargeAt ?? ''],
    ...[session.lastChargeAt ?? '', session.corrected ? 1 : 0, session.flags.join(' ')],
  ]);
}

export const quarterColumns = [
  ...(['from', 'session', 'charge_point', 'device_id', 'user_id', 'tag', 'energy_wh', 'grid_wh'] as const),
  ...(['solar_wh', 'battery_wh', 'price_ct', 'own_ct', 'tariff', 'cost_ct', 'gap'] as const),
];

export function quarterLine(
  session: SessionShape,
  quarter: SessionQuarter,
  iso: (ms: number) => string,
  shiftMs: number,
) {
  const shown = shownQuarter(quarter, iso, shiftMs);
  return csvRow([
    ...[shown.from, session.id, session.name, session.chargePoint, session.user ?? '', session.tag ?? ''],
    ...[shown.energyWh, shown.gridWh, shown.solarWh, shown.batteryWh, shown.priceCt ?? '', shown.ownCt],
    ...[shown.tariff ?? '', shown.costCt, shown.gap ? 1 : 0],
  ]);
}
