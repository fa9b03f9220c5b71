import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { pauseS } from './evse.ts';
import type { DevInfoFacts } from './facts.ts';
import { milli, whole } from './facts.ts';

/**
 * What clients of the original take for its firmware. They read the two first numbers, and by them choose the names of fields:
 * from 2.0 on the new ones. Our own version stands in `/api/v1/version`.
 */
export const originalVersion = '2.12.0';

/** `params`: currents mA, power W; 0 = none. */
export function paramsOf(facts: DevInfoFacts): Readonly<Record<string, unknown>> {
  const { site, state, serial, wallMs } = facts;
  const chargePointsW = whole(state?.flow.chargePointsW);
  const gridW = whole(state?.flow.gridW);
  const { limitMa, limitW, reserveMa, evseMa, evseW, roomW } = connectionOf(facts);
  const watts = (ma: number) => whole((ma / 1000) * site.voltageV * 3);
  return {
    title: site.name,
    desc: '',
    version: originalVersion,
    vsn: { vendorid: 0, productid: 0, version: versionNumber, serialno: serial },
    max_total_current: limitMa,
    reserve_current: reserveMa,
    overdraft_cur: facts.original.overdraftMa(),
    max_total_evse_current: evseMa,
    max_total_power: Math.min(watts(limitMa), limitW ?? Number.POSITIVE_INFINITY),
    power_reserve: watts(reserveMa),
    overdraft: watts(facts.original.overdraftMa()),
    max_total_evse_power: evseW ?? watts(evseMa),
    cons_evse_power: chargePointsW,
    avail_evse_power: roomW,
    consumed_evse_power: chargePointsW,
    remaining_evse_power: roomW,
    grid_pwr: gridW,
    cons_pwr: whole(state?.flow.houseW),
    surplus_power: Math.max(0, chargePointsW - gridW),
    max_total_cur_prc: Math.min(site.sharePercent, facts.sharePercent ?? 100),
    lb_enabled: site.mode === 'manage',
    shareware_mode: false,
    disable_policy: policyNumber[site.lostPolicy],
    cycle_time: 1000,
    max_evses: 1000,
    time: Math.floor(wallMs / 1000),
    cpu: Math.min(100, whole(((loadavg()[0] ?? 0) / cores) * 100)),
    mem: whole((1 - freemem() / totalmem()) * 100),
    min_pause_time: whole(pauseS(site)),
    max_imbalance: whole(site.imbalance.maxA * site.voltageV),
    imbalance_add: site.imbalance.includesHouse,
  };
}

const cores = Math.max(1, cpus().length);
export const policyNumber = { off: 0, minimum: 1, free: -1 } as const;
const versionNumber = originalVersion.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The house connection as it is limited now; before the first cycle as it is set. */
function connectionOf({ site, state }: DevInfoFacts) {
  const root = site.circuits.find(({ parent }) => parent === undefined);
  const live = state?.circuits.find(({ id }) => id === root?.id);
  const limitA = Math.min(...(live?.limitA ?? [root?.fuseA ?? 0]));
  const forPoints = (root?.limits ?? []).flatMap(({ scope, unit, value }) =>
    scope === 'chargePoints' && typeof value === 'number' ? [{ unit, value }] : [],
  );
  const currents = forPoints.flatMap(({ unit, value }) => (unit === 'W' ? [] : [unit === 'A' ? value * 1000 : value]));
  const powers = forPoints.flatMap(({ unit, value }) => (unit === 'W' ? [value] : []));
  const roomW = (live?.headroomA ?? []).reduce<number>((sum, amperes) => sum + (amperes ?? 0) * site.voltageV, 0);
  return {
    limitMa: milli(limitA),
    limitW: live?.limitW ?? undefined,
    reserveMa: milli(root?.reserveA),
    evseMa: currents.length === 0 ? 0 : whole(Math.min(...currents)),
    evseW: powers.length === 0 ? undefined : whole(Math.min(...powers)),
    roomW: whole(roomW),
  };
}
