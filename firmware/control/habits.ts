import type { DeviceConfig } from '../domain/site/devices.ts';
import type { CarFacts } from './car-habits.ts';
import { type IdleMemory, notIdle, stepIdle } from './car-habits-idle.ts';
import { nothingSaved, type SaveMemory, stepSaving } from './car-habits-save.ts';
import { awake, type SleepMemory, stepSleep } from './car-habits-sleep.ts';
import { noCarYet, stepWaking, type WakeMemory } from './waking.ts';

/** What is remembered of the habits of the car at one charge point. */
export interface HabitMemory {
  readonly save: SaveMemory;
  readonly sleep: SleepMemory;
  readonly wake: WakeMemory;
  readonly idle: IdleMemory;
}

export const noHabits: HabitMemory = { save: nothingSaved, sleep: awake, wake: noCarYet, idle: notIdle };

/** What the habits of a car come to in one cycle. */
export interface Habits {
  readonly memory: HabitMemory;
  /** It has taken what is good for its battery. */
  readonly saved: boolean;
  readonly asleepUntilMs: number | undefined;
  /** It took nothing of what it was offered last: others come first. */
  readonly idle: boolean;
  /** Interrupt the pilot now. */
  readonly wake: boolean;
}

/** Saves the battery, lets the car sleep, or wakes it, as the site asks for this charge point (C15 to C17). */
export function stepHabits(
  memory: HabitMemory,
  config: Pick<DeviceConfig, 'saveBatteryA' | 'saveBatteryMode' | 'letCarSleep' | 'wakeCar'>,
  facts: CarFacts & { readonly canWake: boolean },
): Habits {
  const { saveBatteryA = 0, saveBatteryMode = 1, letCarSleep = false, wakeCar = true } = config;
  const save = stepSaving(memory.save, { ...facts, belowMa: saveBatteryA * 1000, mode: saveBatteryMode });
  const sleep = letCarSleep ? stepSleep(memory.sleep, facts) : awake;
  const waking = stepWaking(memory.wake, { ...facts, canWake: facts.canWake && wakeCar });
  const idle = stepIdle(memory.idle, facts);
  return {
    memory: { save, sleep, wake: waking.memory, idle },
    saved: save.stopped,
    asleepUntilMs: sleep.asleepUntilMs,
    idle: idle.idle,
    wake: waking.wake,
  };
}
