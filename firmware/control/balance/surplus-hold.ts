import type { SurplusRules } from '../../domain/order.ts';

/** To start, so much must be left over per used phase above the minimum (H3: 6.5 A for a minimum of 6 A), mA. */
const startMarginMa = 500;
/** A cloud: so long a car that charges is held at its minimum, from the grid where need be. */
const undercutMs = 300_000;

/** What a surplus-only charge point may do now. */
export type SurplusTurn =
  /** Too little to start, or the pause after the last stop: nothing. */
  | { readonly kind: 'wait'; readonly untilMs?: number }
  /** What the surplus row leaves it. */
  | { readonly kind: 'run' }
  /** Its minimum, although the surplus does not bear it. */
  | { readonly kind: 'hold'; readonly untilMs?: number };

/** What is kept of a charge point that runs on surplus. */
export interface SurplusKept {
  undercutSinceMs: number | undefined;
  stoppedAtMs: number;
  running: boolean;
}

/** Whether one charge point runs on surplus: start, undercut, pause. Times are monotonic ms. */
export class SurplusHold {
  #kept: SurplusKept = { undercutSinceMs: undefined, stoppedAtMs: Number.NEGATIVE_INFINITY, running: false };

  /** It draws, or may: its minimum is spoken for before others may start. */
  get running(): boolean {
    return this.#kept.running;
  }

  /**
   * `leftW`: surplus that nobody before it takes. `minW`, `startW`: its minimum and what it needs to start. `offered`:
   * it has an offer now; one that lost it for another reason has to start anew.
   */
  turn(facts: {
    readonly leftW: number | undefined;
    readonly minW: number;
    readonly startW: number;
    readonly offered: boolean;
    readonly pauseMs: number;
    /** How long it is held at its minimum; absent = 300 s. */
    readonly holdMs?: number | undefined;
    readonly nowMs: number;
  }): SurplusTurn {
    const kept = this.#kept;
    const { leftW = Number.NEGATIVE_INFINITY, minW, startW, holdMs = undercutMs, nowMs } = facts;
    if (!facts.offered) {
      kept.undercutSinceMs = undefined;
      const untilMs = kept.stoppedAtMs + facts.pauseMs;
      kept.running = nowMs >= untilMs && leftW >= startW;
      if (kept.running) return { kind: 'run' };
      return nowMs < untilMs ? { kind: 'wait', untilMs } : { kind: 'wait' };
    }
    if (leftW >= minW) {
      kept.running = true;
      kept.undercutSinceMs = undefined;
      return { kind: 'run' };
    }
    kept.undercutSinceMs ??= nowMs;
    const untilMs = kept.undercutSinceMs + holdMs;
    kept.running = nowMs < untilMs;
    if (kept.running) return { kind: 'hold', untilMs };
    kept.stoppedAtMs = nowMs;
    return { kind: 'wait', untilMs: nowMs + facts.pauseMs };
  }

  /** Rules hold it at its minimum, they know until when; what does not charge is not started by that. */
  heldByRules(offered: boolean, untilMs: number | undefined): SurplusTurn {
    this.#kept.running = offered;
    this.#kept.undercutSinceMs = undefined;
    if (!offered) return { kind: 'wait' };
    return untilMs === undefined ? { kind: 'hold' } : { kind: 'hold', untilMs };
  }

  /** It does not ask now: nothing is spoken for. */
  rest(): void {
    this.#kept.running = false;
    this.#kept.undercutSinceMs = undefined;
  }

  save(): SurplusKept {
    return structuredClone(this.#kept);
  }

  restore(kept: SurplusKept): void {
    this.#kept = kept;
  }
}

/** A charge point that charges from surplus only, in the order in which they are served. */
export interface SurplusAsker {
  readonly hold: SurplusHold;
  readonly minMa: number;
  /** Sum of the voltages of the phases it uses. */
  readonly volts: number;
  readonly offered: boolean;
  /** Its charging rules say when it starts and how long it holds on. */
  readonly rules?: SurplusRules | undefined;
}

/**
 * Goes through the surplus-only charge points: those that charge keep their minimum before another may start; of
 * several the first are served first.
 */
export function surplusTurns(
  askers: readonly SurplusAsker[],
  surplusW: number | undefined,
  pauseMs: number,
  nowMs: number,
): readonly SurplusTurn[] {
  let leftW = surplusW;
  const turns = new Map<SurplusAsker, SurplusTurn>();
  const serve = (asker: SurplusAsker) => {
    const minW = (asker.minMa * asker.volts) / 1000;
    const startW = ((asker.minMa + startMarginMa) * asker.volts) / 1000;
    const { hold, rules, offered } = asker;
    const starts = rules === undefined ? startW : minW;
    turns.set(
      asker,
      rules?.held === true
        ? hold.heldByRules(offered, rules.untilMs)
        : hold.turn({ leftW, minW, startW: starts, offered, pauseMs, holdMs: rules?.holdMs, nowMs }),
    );
    if (asker.hold.running && leftW !== undefined) leftW -= minW;
  };
  for (const asker of askers) if (asker.offered) serve(asker);
  for (const asker of askers) if (!asker.offered) serve(asker);
  return askers.map((asker) => turns.get(asker) ?? { kind: 'wait' });
}
