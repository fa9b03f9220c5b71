/** Limitation of power consumption (EEBus LPC, our side: the controllable system), whatever carries it. */

/**
 * `init`: after a start, nobody has spoken yet. `unlimitedControlled`: an energy guard is there and limits nothing.
 * `limited`. `failsafe`: the guard fell silent. `unlimitedAutonomous`: nobody is there, and the site lets it run free.
 */
export const lpcStates = ['init', 'unlimitedControlled', 'limited', 'failsafe', 'unlimitedAutonomous'] as const;
export type LpcState = (typeof lpcStates)[number];

/** What an energy guard says at once; the heartbeat counts before the rest. All parts may be left out. */
export interface LpcCommand {
  readonly heartbeat?: boolean;
  /** A limit write. `limitW` belongs to an active one; without `durationS`, or with 0, it does not end by itself. */
  readonly limit?: { readonly active: boolean; readonly limitW?: number; readonly durationS?: number };
  /** A write of the fail-safe values, which hold when the guard falls silent. */
  readonly failsafe?: { readonly limitW?: number; readonly durationS?: number };
}

/** How it stands. W; times ISO 8601; null = there is none. */
export interface LpcView {
  readonly circuit: string;
  readonly state: LpcState;
  readonly since: string;
  /** What holds now; null = unlimited. */
  readonly limitW: number | null;
  /** When the active limit ends by itself. */
  readonly until: string | null;
  readonly heartbeatAgeS: number | null;
  readonly failsafeW: number;
  readonly failsafeDurationS: number;
  readonly contractualMaximumW: number | null;
}

/** Why a command was refused; then nothing of it has changed anything. */
export interface LpcRefusal {
  readonly code: 'badLimit' | 'belowMinimum' | 'badDuration' | 'notConfigured';
  readonly message: string;
}

/** How a limit that the guard itself has said is named as a source; what holds for its silence is named otherwise. */
export const lpcSaid = 'energy guard';
