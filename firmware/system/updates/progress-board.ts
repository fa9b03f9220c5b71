import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { UpdatePhase, UpdateProgress } from '../../domain/updates.ts';

/** In these somebody or the box is at work on an update, and nobody else begins. */
const busy: readonly UpdatePhase[] = ['receiving', 'fetching', 'checking', 'installing', 'restarting'];

/** Where the update stands, in one place; one at a time. */
export class ProgressBoard {
  readonly #clock: Clock;
  #now: UpdateProgress;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = this.#at('idle', '', 0, null);
  }

  get now(): UpdateProgress {
    return this.#now;
  }

  get busy(): boolean {
    return busy.includes(this.#now.phase);
  }

  /** Begins something; `updateRuns` (409) while something else goes on. */
  begin(phase: UpdatePhase, message: string): void {
    this.mustBeFree();
    this.show(phase, message);
  }

  mustBeFree(): void {
    if (this.busy)
      throw new NetwachtError(
        'updateRuns',
        `An update is on its way already (${this.#now.phase}); wait until it has ended`,
      );
  }

  show(
    phase: UpdatePhase,
    message: string,
    { percent = 0, code = null }: { percent?: number; code?: string | null } = {},
  ): void {
    this.#now = this.#at(phase, message, percent, code);
  }

  /** How far the phase is. Never less than before: its parts report each for itself. */
  step(percent: number, message = this.#now.message): void {
    const whole = Math.max(this.#now.percent, Math.min(100, Math.floor(percent)));
    this.#now = { ...this.#now, percent: whole, message };
  }

  #at(phase: UpdatePhase, message: string, percent: number, code: string | null): UpdateProgress {
    return { phase, percent, message, code, since: new Date(this.#clock.wallMs()).toISOString() };
  }
}
