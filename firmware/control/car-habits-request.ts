import type { AllocationRequest } from '../allocation/types.ts';
import type { ChargeOrder } from '../domain/order.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import type { CarFacts } from './car-habits.ts';
import { nothingSaved, type SaveMemory, stepSaving } from './car-habits-save.ts';
import { awake, type SleepMemory, stepSleep } from './car-habits-sleep.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import { noCarYet, stepWaking, type WakeMemory } from './waking.ts';

/** A draw older than this says nothing. */
const freshMs = 3000;

/** What is remembered of the habits of the car at one charge point. */
export interface HabitMemory {
  readonly waking: WakeMemory;
  readonly saving: SaveMemory;
  readonly sleep: SleepMemory;
}

export const noHabits: HabitMemory = { waking: noCarYet, saving: nothingSaved, sleep: awake };

export interface HabitFacts {
  readonly config: DeviceConfig;
  readonly view: DeviceView;
  readonly memory: HabitMemory;
  /** The set-point in force, mA. */
  readonly offerMa: number;
  /** Orders for this charge point: a car that still needs energy is not put to sleep. */
  readonly orders: readonly ChargeOrder[];
  readonly request: AllocationRequest;
  readonly nowMs: number;
  readonly iso: (monotonicMs: number) => string;
}

/** The request after what the site says of cars' habits (C15 to C17), and whether to wake the car now. */
export function withHabits(facts: HabitFacts): {
  readonly memory: HabitMemory;
  readonly request: AllocationRequest;
  readonly wake: boolean;
} {
  const { config, view, offerMa, orders, request, nowMs, iso } = facts;
  const car: CarFacts = { nowMs, state: view.readings.chargeState?.value, offerMa, drawnMa: drawOf(view, nowMs) };
  const belowMa = (config.saveBatteryA ?? 0) * 1000;
  const saving = stepSaving(facts.memory.saving, { ...car, belowMa, mode: config.saveBatteryMode ?? 1 });
  const needsEnergy = orders.some(({ energyWh }) => energyWh !== undefined && energyWh > 0);
  const sleep = config.letCarSleep === true && !needsEnergy ? stepSleep(facts.memory.sleep, car) : awake;
  const canWake = view.facts.wakesCars === true && config.wakeCar !== false;
  const { memory: waking, wake } = stepWaking(facts.memory.waking, { ...car, canWake });

  const { asleepUntilMs } = sleep;
  const reason = {
    code: 'carFull',
    ...(saving.stopped || asleepUntilMs === undefined ? {} : { until: iso(asleepUntilMs) }),
  } as const;
  const full = request.maxMa > 0 && (saving.stopped || asleepUntilMs !== undefined);
  return {
    memory: { waking, saving, sleep },
    request: full ? { ...request, maxMa: 0, dwell: false, reason } : request,
    wake,
  };
}

function drawOf(view: DeviceView, nowMs: number): number | undefined {
  const { currentMa } = view.readings;
  if (!view.facts.measuresCurrent || currentMa === undefined || ageMs(currentMa, nowMs) > freshMs) return undefined;
  return Math.max(0, ...currentMa.value.map((ma) => ma ?? 0));
}
