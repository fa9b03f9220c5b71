import assert from 'node:assert/strict';
import type { ChargeState } from '../../../../firmware/domain/device.ts';
import type { Session, SessionQuarter } from '../../../../firmware/domain/session.ts';
import type { OpenSession } from '../../../../firmware/sessions/charging/open-session.ts';
import { fromGrid } from '../../../../firmware/sessions/charging/origin.ts';
import {
  type ChargePointLook,
  type SessionChanges,
  type SessionLook,
  SessionWatch,
} from '../../../../firmware/sessions/charging/session-watch.ts';

export const start = Date.parse('2026-11-15T10:07:00Z');
const price = { priceMct: 30_000, ownMct: 8_000, tariff: 'day' };

/** A charge point with a counter, and a watch over it; a car draws what it is told. */
export class WatchBench {
  watch = new SessionWatch([], 1);
  wallMs = start;
  nowMs = 5000;
  state: ChargeState | null = 'A';
  /** The counter in truth, and what can be read of it. */
  trueWh = 123_456.4;
  powerW = 0;
  stepWh = 1;
  synced = true;
  hasCounter = true;
  readWh: number | undefined;
  quarters: SessionQuarter[] = [];
  closed: Session[] = [];
  corrections: SessionChanges['corrections'][number][] = [];
  kept: OpenSession[] = [];
  look: Partial<SessionLook> = {};
  point: Partial<ChargePointLook> = {};

  get counterWh(): number {
    return this.readWh ?? Math.floor(this.trueWh / this.stepWh) * this.stepWh;
  }

  step(dtMs = 1000): void {
    this.wallMs += dtMs;
    this.nowMs += dtMs;
    if (this.state === 'C') this.trueWh += (this.powerW * dtMs) / 3_600_000;
    const { state, powerW } = this;
    const counterWh = this.hasCounter ? this.counterWh : null;
    const mine = { id: 'E1', name: 'Left', meter: 'chargePoint', meterDevice: 'E1' } as const;
    const point = { ...mine, state, counterWh, powerW: state === 'C' ? powerW : 0, mostW: 30_000 };
    const { quarters, closed, corrections } = this.watch.take({
      ...{ wallMs: this.wallMs, nowMs: this.nowMs, synced: this.synced, origin: fromGrid, price, priceAt: () => price },
      chargePoints: [{ user: undefined, tag: undefined, ...point, ...this.point }],
      ...this.look,
    });
    this.quarters.push(...quarters);
    this.closed.push(...closed);
    this.corrections.push(...corrections);
    if (quarters.length + closed.length > 0) this.kept = [...this.watch.documents(true)];
  }

  run(seconds: number, dtMs = 1000): this {
    for (let s = 0; s < seconds; s += dtMs / 1000) this.step(dtMs);
    return this;
  }

  charge(seconds: number, powerW = 11_000): this {
    this.state = 'C';
    this.powerW = powerW;
    return this.run(seconds);
  }

  unplug(): Session {
    this.state = 'A';
    this.powerW = 0;
    this.run(25);
    return this.last();
  }

  last(): Session {
    const session = this.closed.at(-1);
    assert.ok(session);
    return session;
  }

  /** kill -9 and a new start after so long; what was kept last holds, or what stands now. */
  restart(awayMs: number, kept: readonly OpenSession[] = this.watch.documents(true)): void {
    this.watch = new SessionWatch(JSON.parse(JSON.stringify(kept)) as OpenSession[], 1000);
    this.wallMs += awayMs;
    this.nowMs = 17;
    if (this.state === 'C') this.trueWh += (this.powerW * awayMs) / 3_600_000;
  }
}

export const sumOf = (quarters: readonly SessionQuarter[], key: 'energyWh' | 'costUct' | 'gridWh') =>
  quarters.reduce((sum, quarter) => sum + quarter[key], 0);
