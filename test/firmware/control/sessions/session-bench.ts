import { SessionDesk, type WhoCharges } from '../../../../firmware/control/sessions/session-desk.ts';
import type { ChargeState } from '../../../../firmware/domain/device.ts';
import type { FlowState, PriceState, State } from '../../../../firmware/domain/state.ts';
import type { Store } from '../../../../firmware/store/store.ts';

const flow: FlowState = { gridW: 12_000, solarW: null, batteryW: null, houseW: 1000, chargePointsW: 11_000 };

export interface BenchPoint {
  state: ChargeState | null;
  wh: number;
  powerW: number;
}

/** A desk over charge points whose cars draw what they are told; a clock that is moved. */
export class SessionBench {
  wallMs = Date.parse('2026-11-15T10:07:00Z');
  nowMs = 5000;
  synced = true;
  flow = flow;
  price: Partial<PriceState> | null = { ct: 30, feedInCt: 8, tariff: 'day' };
  who: Record<string, WhoCharges> = {};
  readonly points: Record<string, BenchPoint> = {};
  readonly logged: string[] = [];
  desk: SessionDesk;

  constructor(store: Store, ids: readonly string[] = ['E1']) {
    for (const id of ids) this.points[id] = { state: 'A', wh: 100_000, powerW: 0 };
    this.desk = this.deskOn(store);
  }

  get clock() {
    return { wallMs: () => this.wallMs, monotonicMs: () => this.nowMs };
  }

  deskOn(store: Store): SessionDesk {
    this.desk = new SessionDesk({
      ...{ store: store.sessions, site: () => undefined, clock: this.clock, timeSynced: () => this.synced },
      ...{ occupantOf: (id: string) => this.who[id], pricesOf: () => [] },
      log: { error: (_: object, message: string) => void this.logged.push(message), info: () => undefined },
    });
    return this.desk;
  }

  run(seconds: number, dtS = 1): this {
    for (let s = 0; s < seconds; s += dtS) {
      this.wallMs += dtS * 1000;
      this.nowMs += dtS * 1000;
      for (const point of Object.values(this.points)) if (point.state === 'C') point.wh += (point.powerW * dtS) / 3600;
      this.desk.observe(this.state());
    }
    return this;
  }

  set(id: string, state: ChargeState | null, powerW = 0): this {
    const point = this.points[id];
    if (point !== undefined) Object.assign(point, { state, powerW });
    return this;
  }

  state(): State {
    const { price } = this;
    return {
      at: new Date(this.wallMs).toISOString(),
      flow: this.flow,
      price: price === null ? null : { since: new Date(this.wallMs).toISOString(), ...price },
      chargePoints: Object.entries(this.points).map(([id, { state, wh, powerW }]) => ({
        ...{ id, name: `Place ${id}`, state, energyWh: Math.floor(wh), powerW: state === 'C' ? powerW : 0, maxA: 16 },
      })),
    } as unknown as State;
  }
}
