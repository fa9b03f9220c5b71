import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { BootReason, Dialect, Message } from './dialect.ts';
import type { Settings } from './settings.ts';
import type { Standing, StationLog } from './station-parts.ts';

export interface BootLifeOptions {
  readonly settings: Settings;
  readonly dialect: () => Dialect;
  /** Over the link that is up; rejects with CallFailed. */
  readonly call: (message: Message) => Promise<object>;
  /** Messages may go. `booted`: the backend has just accepted us; false: after a loss of the link. */
  readonly onAccepted: (booted: boolean) => void;
  /** No more messages than it asks for. */
  readonly onSilence: () => void;
  /** The backend told its time, wall ms. */
  readonly onTime: (backendMs: number) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: StationLog;
}

/** Between tries where the backend leaves it to us (1.6 4.2), and after one that was not answered. */
const usualPauseS = 60;
const usualHeartbeatS = 300;
/** What a timer can hold. */
const longestMs = 2_000_000_000;

/**
 * How a station presents itself and stays known (1.6 4.2, 4.6; 2.0.1 B01 to B04, G02): one boot per start of the program, or
 * when asked; until it is accepted nothing but what is asked for is sent, and after a rejection nothing at all for a while.
 */
export class BootLife {
  readonly #options: BootLifeOptions;
  #standing: Standing = 'none';
  #reason: BootReason = 'programStart';
  #up = false;
  /** Counts links: an answer that comes after its link counts no more. */
  #link = 0;
  #asking = false;
  /** Monotonic ms; no boot before it. */
  #silentUntilMs = Number.NEGATIVE_INFINITY;
  #cancelBoot = (): void => undefined;
  #cancelHeartbeat = (): void => undefined;

  constructor(options: BootLifeOptions) {
    this.#options = options;
  }

  get standing(): Standing {
    return this.#standing;
  }

  linkUp(): void {
    this.#link += 1;
    this.#up = true;
    this.#asking = false;
    if (this.#standing === 'accepted') {
      this.#options.onAccepted(false);
      this.heartbeatBySetting();
    } else this.#bootAfter(Math.max(0, this.#silentUntilMs - this.#options.clock.monotonicMs()));
  }

  linkDown(): void {
    this.#link += 1;
    this.#up = false;
    this.#asking = false;
    this.#cancelBoot();
    this.#cancelHeartbeat();
  }

  /** After a reset, or asked by the backend: at once, unless it has rejected us. */
  again(reason: BootReason): void {
    this.#reason = reason;
    if (this.#up && this.#standing === 'rejected') return;
    if (reason !== 'triggered') {
      this.#standing = 'none';
      this.#options.onSilence();
    }
    if (!this.#up) return;
    this.#bootAfter(0);
  }

  async heartbeat(): Promise<void> {
    const { call, dialect, onTime } = this.#options;
    const backendMs = dialect().heartbeatAnswer(await call(dialect().heartbeat()));
    if (backendMs !== undefined) onTime(backendMs);
  }

  /** The interval may be another now. */
  heartbeatBySetting(): void {
    this.#cancelHeartbeat();
    const { settings, timers, log } = this.#options;
    if (!this.#up || this.#standing !== 'accepted' || settings.now.heartbeatS <= 0) return;
    const link = this.#link;
    this.#cancelHeartbeat = timers.after(Math.min(longestMs, settings.now.heartbeatS * 1000), () => {
      this.heartbeat().catch((error: unknown) => {
        if (link !== this.#link) return;
        // A backend that has forgotten us says so in this way (2.0.1 B02.FR.09).
        if (error instanceof CallFailed && error.errorCode === 'SecurityError') this.again('again');
        else log.warn({ err: error }, 'a backend does not answer the heartbeat of an OCPP station');
      });
      this.heartbeatBySetting();
    });
  }

  #bootAfter(afterMs: number): void {
    this.#cancelBoot();
    const link = this.#link;
    this.#cancelBoot = this.#options.timers.after(Math.min(longestMs, afterMs), () => void this.#boot(link));
  }

  /** Never rejects. */
  async #boot(link: number): Promise<void> {
    const { call, dialect, log, clock } = this.#options;
    if (link !== this.#link || this.#asking) return;
    this.#asking = true;
    try {
      const speaks = dialect();
      const answer = speaks.bootAnswer(await call(speaks.boot(this.#reason)));
      if (link !== this.#link) return;
      this.#asking = false;
      this.#answered(answer);
    } catch (error) {
      if (link !== this.#link) return;
      this.#asking = false;
      log.warn({ err: error }, 'a backend did not take the boot of an OCPP station; it is tried again');
      this.#silentUntilMs = clock.monotonicMs() + usualPauseS * 1000;
      this.#bootAfter(usualPauseS * 1000);
    }
  }

  #answered({ status, intervalS, nowMs }: ReturnType<Dialect['bootAnswer']>): void {
    const { settings, clock, onAccepted, onSilence, onTime, log } = this.#options;
    if (nowMs !== undefined) onTime(nowMs);
    this.#standing = status;
    if (status === 'accepted') {
      this.#silentUntilMs = Number.NEGATIVE_INFINITY;
      this.#reason = 'programStart';
      settings.set({ heartbeatS: intervalS > 0 ? intervalS : usualHeartbeatS });
      this.heartbeatBySetting();
      onAccepted(true);
      return;
    }
    const pauseS = intervalS > 0 ? intervalS : usualPauseS;
    log.info({ status, pauseS }, 'a backend has not accepted an OCPP station yet');
    this.#silentUntilMs = clock.monotonicMs() + pauseS * 1000;
    this.#cancelHeartbeat();
    onSilence();
    this.#bootAfter(pauseS * 1000);
  }
}
