import { phaseNames } from '../../../domain/phases.ts';
import type { DeviceConfig } from '../../../domain/site/devices.ts';
import type { Site } from '../../../domain/site/schema.ts';
import type { ChargePointState } from '../../../domain/state.ts';
import { commonOf } from './common.ts';
import { evseType, silentEvseType } from './dev-type.ts';
import { type DevInfoDevice, type DevInfoFacts, milli, phaseBits, whole, wiringBits } from './facts.ts';
import { type OriginalState, originalState, pauseReason, pilotText } from './words.ts';

/** A charge point, with the names that old and new clients look for; every number is one, also of a box that is silent or off. */
export function evseOf(facts: DevInfoFacts, device: DeviceConfig): DevInfoDevice {
  const { id, enabled } = device;
  const live = enabled ? facts.state?.chargePoints.find((point) => point.id === id) : undefined;
  const state = originalState(live?.state);
  const speaks = state !== 6;
  const powerW = whole(live?.powerW);
  const [l1, l2, l3] = live?.drawnA ?? [0, 0, 0];
  const session = facts.original.sessionNow(id);
  const attached = facts.site.devices.find(({ chargePoint, enabled: isOn }) => chargePoint === id && isOn);
  return {
    dev_type: speaks ? evseType : silentEvseType,
    ...commonOf(facts, device, speaks),
    state,
    power_w: powerW,
    cur_charging_power: powerW,
    total_energy: whole(facts.original.importWh(id)),
    current_l1: milli(l1),
    current_l2: milli(l2),
    current_l3: milli(l3),
    ...currentsOf(facts, device, live),
    phases: activePhases(device, live),
    prio: device.priority,
    ...pauseOf(facts, live, state),
    ...permissionOf(facts, device),
    ta_en: whole(session?.energyWh),
    charging_dur: whole(session?.chargedS),
    ...(attached && { attach: attached.id }),
    evse: pilotOf(state, live),
  };
}

/** A phase that carries less does not charge, A. */
const chargesFromA = 0.5;

/** Those that a car draws on; without one those that it may. */
function activePhases(device: DeviceConfig, live: ChargePointState | undefined): number {
  if (live === undefined) return wiringBits(device);
  const drawing = phaseNames.filter((_, i) => (live.drawnA[i] ?? 0) >= chargesFromA);
  return phaseBits(drawing.length > 0 ? drawing : live.phases);
}

function currentsOf(
  { product, site, override }: DevInfoFacts,
  device: DeviceConfig,
  live: ChargePointState | undefined,
) {
  const known = product(device.definition);
  const maxA = device.maxCurrentA ?? known?.defaultMaxCurrentA ?? known?.maxCurrentA ?? 16;
  const { limitMa } = override(device.id);
  return {
    min_charging_cur: milli(live?.minA ?? device.minCurrentA),
    max_charging_cur: milli(live?.maxA ?? maxA),
    /** Of before the change from W to A. */
    max_power: whole((live?.maxA ?? maxA) * site.voltageV * device.wiring.length),
    last_set_charging_cur: live === undefined || live.offeredA === null ? -1 : milli(live.offeredA),
    ...(limitMa !== undefined && { ov_cur: limitMa }),
  };
}

function pauseOf({ site, wallMs }: DevInfoFacts, live: ChargePointState | undefined, state: OriginalState) {
  const paused = (state === 2 || state === 3 || state === 4) && live?.offeredA === 0;
  const reason = live === undefined || state === 6 ? 0 : pauseReason(live.reason.code);
  const since = live?.reason.since;
  const pausedS = paused && since !== undefined ? Math.max(0, whole((wallMs - Date.parse(since)) / 1000)) : 0;
  return {
    paused,
    pause_time: pausedS,
    pause_min_time: whole(pauseS(site)),
    pause_reason: paused ? reason : 0,
    lreason: reason,
  };
}

export const pauseS = ({ timing }: Site): number => timing.minPauseS;

/** Whether somebody may charge there, and what a person has switched off. Bits: 0 charging, 1 rules of the charge point, 2 of the user. */
function permissionOf({ occupancy, override, userRulesOff }: DevInfoFacts, { id, enabled }: DeviceConfig) {
  const { off, rulesOff } = override(id);
  const who = occupancy(id);
  const authorised = who === undefined || who.authorised;
  return {
    charging_enabled: enabled && !off && authorised && who?.paused !== true,
    needs_auth: !authorised,
    overrides: (off ? 1 : 0) | (rulesOff ? 2 : 0) | (userRulesOff(id) ? 4 : 0),
  };
}

/** Of the pilot and the plug; what no product tells us (fault currents, tests of the sensor) is left out. */
const pilotOf = (state: OriginalState, live: ChargePointState | undefined) => ({
  cp_state: pilotText[state],
  pp_state: state === 1 ? 'no cable' : state === 6 ? 'unknown' : 'cable',
  charging: state === 3 || state === 4,
  enabled: (live?.offeredA ?? 0) > 0,
  cp_fault: state === 5,
  current: milli(live?.offeredA),
});
