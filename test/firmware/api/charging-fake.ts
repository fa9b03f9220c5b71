import type { ChargingPort, ChargingSession } from '../../../firmware/api/charging-port.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { SessionCorrection, SessionQuarter, SignedValue } from '../../../firmware/domain/session.ts';
import { monthSpan } from '../../../firmware/sessions/month.ts';

/** Charging sessions in memory, three to a page. */
export class FakeCharging implements ChargingPort {
  sessions: readonly ChargingSession[] = [];
  allQuarters: readonly SessionQuarter[] = [];
  values: readonly SignedValue[] = [];
  fault: Error | undefined;
  nowMs = Date.UTC(2026, 11, 1);

  timeZone = () => 'Europe/Amsterdam';
  month = (month: string) => monthSpan('Europe/Amsterdam', month);

  async *read(fromMs: number, toMs: number): AsyncGenerator<readonly ChargingSession[]> {
    const all = this.sessions.filter(({ session: { pluggedAtMs } }) => pluggedAtMs >= fromMs && pluggedAtMs < toMs);
    for (let k = 0; k < all.length; k += 3) yield all.slice(k, k + 3);
  }

  quarters(id: number) {
    return this.allQuarters.filter(({ session }) => session === id);
  }

  one(id: number) {
    if (this.fault !== undefined) throw this.fault;
    const found = this.sessions.find(({ session }) => session.id === id);
    const signed = this.values.filter(({ session }) => session === id);
    return found && { ...found, quarters: this.quarters(id), signed };
  }

  correct(id: number, what: Omit<SessionCorrection, 'session' | 'atMs' | 'who'>, author: { name: string }) {
    if (this.one(id)?.session.unpluggedAtMs === undefined) throw new NetwachtError('stillRuns', 'It runs');
    const row = { ...what, session: id, atMs: this.nowMs, who: author.name };
    this.sessions = this.sessions.map((one) =>
      one.session.id === id ? { ...one, corrections: [...one.corrections, row] } : one,
    );
  }
}
