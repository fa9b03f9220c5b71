import type { LpcCommand } from '../../../../firmware/domain/lpc.ts';
import {
  type LpcMemory,
  type LpcSettings,
  lpcAdvance,
  lpcAtStart,
  lpcLimitW,
  lpcTake,
} from '../../../../firmware/grid/lpc/machine.ts';
import { lpcFromText, lpcToText } from '../../../../firmware/grid/lpc/persisted.ts';

export const hourS = 3600;
export const settings: LpcSettings = {
  ...{ failsafeW: 4200, failsafeDurationMs: 2 * hourS * 1000, afterFailsafe: 'stay', minimumW: 4200 },
};
export const free: LpcSettings = { ...settings, afterFailsafe: 'free' };

/** A controllable system on a clock of its own, in seconds. */
export class System {
  readonly settings: LpcSettings;
  memory: LpcMemory;
  nowMs = 1_000_000;
  wallMs = Date.UTC(2026, 5, 1);

  constructor(rules: LpcSettings = settings) {
    this.settings = rules;
    this.memory = lpcAtStart(this.nowMs);
  }

  /** Time passes, looked at every second as the control loop does, or in one step. */
  wait(seconds: number, inOneStep = false): this {
    for (let s = 0; s < seconds; s += inOneStep ? seconds : 1) {
      const ms = (inOneStep ? seconds : Math.min(1, seconds - s)) * 1000;
      this.nowMs += ms;
      this.wallMs += ms;
      this.memory = lpcAdvance(this.memory, this.settings, this.nowMs);
    }
    return this;
  }

  /** Heartbeats every 60 s. */
  waitWithHeartbeats(seconds: number): this {
    for (let s = 0; s < seconds; s += 60) this.tell({ heartbeat: true }).wait(Math.min(60, seconds - s));
    return this;
  }

  tell(command: LpcCommand): this {
    this.memory = lpcTake(this.memory, command, this.settings, this.nowMs).memory;
    return this;
  }

  refusal(command: LpcCommand): string | undefined {
    return lpcTake(this.memory, command, this.settings, this.nowMs).refused?.code;
  }

  limit(limitW: number, durationS?: number): this {
    return this.tell({ limit: { active: true, limitW, ...(durationS === undefined ? {} : { durationS }) } });
  }

  lift(): this {
    return this.tell({ limit: { active: false } });
  }

  heartbeat(): this {
    return this.tell({ heartbeat: true });
  }

  /** The program dies and starts anew; `offS` later, on a wall clock that was set by `wallStepS`. */
  restart({ offS = 0, wallStepS = 0 } = {}): this {
    const text = lpcToText(this.memory, this.nowMs, this.wallMs);
    this.wallMs += (offS + wallStepS) * 1000;
    this.nowMs = 5000;
    const restored = lpcFromText(text, this.settings, this.nowMs, this.wallMs);
    if (restored === undefined) throw new Error(`what was kept cannot be read: ${text}`);
    this.memory = restored;
    return this;
  }

  get now(): readonly [string, number | undefined] {
    return [this.memory.state, lpcLimitW(this.memory, this.settings)];
  }
}

/** A system in each of the states, its heartbeat alive where the state has one. */
export const inState = {
  init: (rules = settings) => new System(rules).wait(10),
  unlimitedControlled: (rules = settings) => new System(rules).heartbeat().lift().wait(10),
  limited: (rules = settings) => new System(rules).heartbeat().limit(6000).wait(10),
  failsafe: (rules = settings) => new System(rules).heartbeat().lift().wait(130),
  unlimitedAutonomous: () => new System(free).wait(130),
} as const;
