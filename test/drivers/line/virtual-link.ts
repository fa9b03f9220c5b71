import type { WireRate } from '../../../drivers/bus/poll-plan.ts';
import type { WriteFunction } from '../../../drivers/bus/types.ts';
import { readMs, silenceMs, writeMs } from '../../../drivers/bus/wire-time.ts';
import type { ExchangeTerms, Link, Outcome } from '../../../drivers/link/link.ts';
import { isRead, type ModbusRequest } from '../../../drivers/link/request.ts';
import type { LineTime } from '../link/line-time.ts';
import type { UnitImages } from './unit-images.ts';

/** A serial line in virtual time: each exchange takes what the line-rate formula says. */
export class VirtualLink implements Link {
  readonly tellsRepliesApart = false;
  readonly echo = 'none';
  readonly connected = true;
  readonly reconnects = 0;
  readonly strayFrames = 0;
  /** Called with each request that goes out. */
  onSent: (request: ModbusRequest, atMs: number) => void = () => undefined;
  readonly #time: LineTime;
  readonly #units: UnitImages;
  readonly #wire: WireRate;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  constructor(time: LineTime, units: UnitImages, wire: WireRate) {
    this.#time = time;
    this.#units = units;
    this.#wire = wire;
  }

  exchange(request: ModbusRequest, { timeoutMs, pauseMs }: ExchangeTerms): Promise<Outcome> {
    const silence = silenceMs(this.#wire);
    const quietMs = Math.max(0, this.#endedAtMs + Math.max(silence, pauseMs) - this.#time.monotonicMs());
    const sentAtMs = this.#time.monotonicMs() + quietMs;
    this.onSent(request, sentAtMs);
    // The silence before the request was kept already.
    const wireMs =
      (isRead(request)
        ? readMs(this.#wire, { ...request, functionCode: request.functionCode, spare: 0 })
        : writeMs(this.#wire, request.functionCode as WriteFunction, request.values.length)) - silence;
    const answer = this.#units.answer(request);
    const ms = quietMs + (answer === undefined ? timeoutMs + wireMs : wireMs);
    return new Promise((resolve) => {
      this.#time.after(ms, () => {
        this.#endedAtMs = this.#time.monotonicMs();
        const repliedAtMs = this.#time.monotonicMs();
        if (answer === undefined)
          resolve({ kind: 'unanswered', fault: 'timeout', message: 'no reply in time', sentAtMs });
        else if ('code' in answer) resolve({ kind: 'exception', code: answer.code, sentAtMs, repliedAtMs });
        else resolve({ kind: 'reply', values: Uint16Array.from(answer), sentAtMs, repliedAtMs });
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
