import type { ChargeState, Reading } from '../domain/device.ts';
import type { DeviceView } from './device-view.ts';
import type { PhaseRoom } from './phase-switching-room.ts';

/** Contactors and cars dislike haste. */
const betweenSwitchesMs = 180_000;
const maxSwitchesOfSession = 10;
/** A draw below this is none. */
const quietMa = 500;
/** So long nothing must flow before the contactor moves: readings are up to 3 s old. */
const quietForMs = 5000;
/** A reading older than this does not prove that nothing flows. */
const freshMs = 3000;
/** A car that goes on drawing ends the attempt. */
const pauseAtMostMs = 60_000;
/** After its dead time the box gets this long to say how many phases it uses now. */
const proofWithinMs = 30_000;
/** Three phases must bear this much above the minimum before they come back. */
const upMarginMa = 1500;

/** What one cycle knows of one charge point. Times are monotonic ms. */
export interface PhaseFacts {
  readonly nowMs: number;
  readonly state: ChargeState | undefined;
  /** The box can switch, and is wired to three phases. */
  readonly canSwitch: boolean;
  /** `phaseSwitch: "auto"` in the site: also while a car is plugged in. */
  readonly automatic: boolean;
  /** What a person chose; it stands over the automatic (C14). */
  readonly wish: 1 | 3 | 'auto';
  /** `readings.phaseCount`. */
  readonly held: Reading<1 | 3> | undefined;
  /** How many phases its car was seen to use while three were on. */
  readonly carPhases: 1 | 2 | 3 | undefined;
  readonly minMa: number;
  /** What three phases must bear before they are used, where somebody says so; never less than the usual. */
  readonly upMa?: number;
  readonly room: PhaseRoom;
  /** The set-point in force, and whether the box has proven it. */
  readonly offerMa: number;
  readonly offerProven: boolean;
  /** mA per own phase; undefined where the box does not measure. */
  readonly drawnMa: Reading<readonly (number | undefined)[]> | undefined;
  /** `timing.phaseUpDelayS`. */
  readonly upDelayMs: number;
  /** How long the box itself offers nothing after a switch. */
  readonly deadTimeMs: number;
}

/** What is remembered between cycles. */
export interface PhaseMemory {
  readonly stage: 'steady' | 'pausing' | 'switching';
  readonly sinceMs: number;
  /** Where a switch under way leads. */
  readonly to: 1 | 3;
  readonly lastSwitchMs: number;
  readonly switchesOfSession: number;
  /** Since when three phases bear minimum + margin. */
  readonly borneSinceMs: number | undefined;
  /** Since when nothing is offered and nothing drawn. */
  readonly quietSinceMs: number | undefined;
}

export interface PhaseDecision {
  /** The phases that limits must count with now. */
  readonly phaseCount: 1 | 3;
  /** The offer must be 0; the reason is `phaseSwitch` until `untilMs`. */
  readonly pause: boolean;
  readonly untilMs?: number;
  /** To be written now: nothing flows. */
  readonly switchTo?: 1 | 3;
}

/** Nothing is known of the time before: it counts as a switch, so that a program that keeps restarting wears no contactor. */
export const phasesAtStart = (nowMs: number): PhaseMemory => ({
  stage: 'steady',
  sinceMs: nowMs,
  to: 3,
  lastSwitchMs: nowMs,
  switchesOfSession: 0,
  borneSinceMs: undefined,
  quietSinceMs: undefined,
});

/** The phases that limits must count with: one only when the box says one and draws on no other; not known is three. */
export function phaseCount({ held, drawnMa }: Pick<PhaseFacts, 'held' | 'drawnMa'>): 1 | 3 {
  const drawsOnOthers = drawnMa?.value.some((ma, k) => k > 0 && (ma ?? 0) >= quietMa) ?? false;
  return held?.value === 1 && !drawsOnOthers ? 1 : 3;
}

/** How many of a box's own phases are switched on now: 1, or all it is wired to. */
export const ownPhasesOn = ({ facts, readings }: DeviceView): number =>
  facts.switchesPhases === true && phaseCount({ held: readings.phaseCount, drawnMa: readings.currentMa }) === 1
    ? 1
    : facts.wiring.length;

/** One cycle of the state machine in front of the allocator (control.md §4): pause, switch, wait, go on. */
export function stepPhases(
  before: PhaseMemory,
  facts: PhaseFacts,
): { readonly memory: PhaseMemory; readonly decision: PhaseDecision } {
  const memory = observed(before, facts);
  switch (memory.stage) {
    case 'steady': {
      const goal = goalOf(memory, facts);
      const starts = goal !== undefined && goal !== phaseCount(facts) && maySwitch(memory, facts);
      return starts
        ? pausing({ ...memory, stage: 'pausing', to: goal, sinceMs: facts.nowMs }, facts)
        : steady(memory, facts);
    }
    case 'pausing':
      return pausing(memory, facts);
    case 'switching':
      return switching(memory, facts);
  }
}

type Step = ReturnType<typeof stepPhases>;

function steady(memory: PhaseMemory, facts: PhaseFacts): Step {
  return { memory: { ...memory, stage: 'steady' }, decision: { phaseCount: phaseCount(facts), pause: false } };
}

function pausing(memory: PhaseMemory, facts: PhaseFacts): Step {
  const { nowMs, deadTimeMs, wish, room, minMa } = facts;
  // A draw that does not end, or a box that went into fault: no sooner than after the usual time again.
  if (nowMs - memory.sinceMs > pauseAtMostMs || !maySwitch(memory, facts))
    return steady({ ...memory, lastSwitchMs: nowMs }, facts);
  const isRevoked = wish === 'auto' ? memory.to === 3 && room.threeMa < minMa : wish !== memory.to;
  if (isRevoked) return steady(memory, facts);
  const count = phaseCount(facts);
  const isQuiet = memory.quietSinceMs !== undefined && nowMs - memory.quietSinceMs >= quietForMs;
  if (!isQuiet)
    return {
      memory,
      decision: { phaseCount: count, pause: true, untilMs: memory.sinceMs + quietForMs + deadTimeMs },
    };
  const next: PhaseMemory = {
    ...memory,
    stage: 'switching',
    sinceMs: nowMs,
    lastSwitchMs: nowMs,
    switchesOfSession: memory.switchesOfSession + 1,
    borneSinceMs: undefined,
  };
  const decision = { phaseCount: phaseCount(facts), pause: true, untilMs: nowMs + deadTimeMs, switchTo: next.to };
  return { memory: next, decision };
}

function switching(memory: PhaseMemory, facts: PhaseFacts): Step {
  const { nowMs, held, deadTimeMs } = facts;
  const untilMs = memory.sinceMs + deadTimeMs;
  const isProven = held !== undefined && held.atMs >= memory.sinceMs && held.value === memory.to;
  if (nowMs >= untilMs && (isProven || nowMs >= untilMs + proofWithinMs)) return steady(memory, facts);
  return { memory, decision: { phaseCount: phaseCount(facts), pause: true, untilMs } };
}

/** How many phases should be used; undefined = as it is. */
function goalOf(memory: PhaseMemory, facts: PhaseFacts): 1 | 3 | undefined {
  const { nowMs, state, automatic, wish, carPhases, minMa, room, upDelayMs } = facts;
  // Without "auto" a choice waits until nobody is plugged in (C12).
  if (wish !== 'auto') return automatic || state === 'A' ? wish : undefined;
  if (!automatic || carPhases === 1) return undefined;
  const { borneSinceMs } = memory;
  if (phaseCount(facts) === 3) return state !== 'A' && room.threeMa < minMa && room.oneMa >= minMa ? 1 : undefined;
  if (borneSinceMs === undefined) return undefined;
  // Nobody is interrupted while nobody is plugged in.
  return state === 'A' || nowMs - borneSinceMs >= upDelayMs ? 3 : undefined;
}

function maySwitch(memory: PhaseMemory, { canSwitch, state, nowMs }: PhaseFacts): boolean {
  return (
    canSwitch &&
    state !== undefined &&
    state !== 'E' &&
    state !== 'F' &&
    nowMs - memory.lastSwitchMs >= betweenSwitchesMs &&
    memory.switchesOfSession < maxSwitchesOfSession
  );
}

function observed(memory: PhaseMemory, facts: PhaseFacts): PhaseMemory {
  const { nowMs, state, room, minMa, upMa = 0 } = facts;
  const isBorne = room.threeForAllMa >= Math.max(upMa, minMa + upMarginMa);
  return {
    ...memory,
    switchesOfSession: state === 'A' ? 0 : memory.switchesOfSession,
    borneSinceMs: isBorne ? (memory.borneSinceMs ?? nowMs) : undefined,
    quietSinceMs: isQuiet(facts) ? (memory.quietSinceMs ?? nowMs) : undefined,
  };
}

function isQuiet({ nowMs, state, offerMa, offerProven, drawnMa }: PhaseFacts): boolean {
  if (offerMa > 0 || !offerProven) return false;
  // A box that measures nothing says by its state that the car has stopped.
  if (drawnMa === undefined) return state !== 'C' && state !== 'D';
  return nowMs - drawnMa.atMs <= freshMs && drawnMa.value.every((ma) => (ma ?? 0) < quietMa);
}
