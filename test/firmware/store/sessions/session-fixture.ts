import type { Session } from '../../../../firmware/domain/session.ts';

/** A session that is over. */
export const session = (id: number, given: Partial<Session> = {}): Session => ({
  ...{ id, chargePoint: 'E1', name: 'Left', pluggedAtMs: id * 1000, unpluggedAtMs: id * 1000 + 500, pluggedS: 1 },
  ...{ chargedS: 1, firstChargeMs: undefined, lastChargeMs: undefined, meter: 'chargePoint', meterDevice: 'E1' },
  ...{ meterStartWh: 5, meterStopWh: 12, energyWh: 7, gridWh: 4, solarWh: 2, batteryWh: 1, gapWh: 0, costUct: 12 },
  ...{ unpricedWh: 0, user: 'anna', tag: undefined, flags: ['gap', 'endUnknown'] },
  ...given,
});
