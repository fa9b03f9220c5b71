import type { CheckRequest, CheckResult } from '../../domain/check.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { DeviceView } from '../device-view.ts';
import type { Topology } from '../topology.ts';
import { Check } from './check.ts';

export interface CheckStart {
  readonly id: string;
  readonly request: CheckRequest;
}

/** The control room's place for the one commissioning check that may run: it only ever lowers what rows bear. */
export class CheckDesk {
  #running: { readonly check: Check; readonly topology: Topology } | undefined;

  /** Begins a check; one that still runs is ended. The seed makes its timing, so that a replay gives the same. */
  start({ id, request }: CheckStart, topology: Topology, nowMs: number, wallMs: number): void {
    const check = new Check({ id, request, topology, seed: Math.floor(wallMs), nowMs, wallMs });
    this.#running = { check, topology };
  }

  end(): void {
    this.#running?.check.end('ended');
  }

  /** Ceilings for the cycle that follows. */
  orders(): readonly ChargeOrder[] {
    return this.#running?.check.orders() ?? [];
  }

  /** To be called in every cycle, before `orders`. Gives the result while a check runs, and once when it is over. */
  observe(topology: Topology, devices: ReadonlyMap<string, DeviceView>, nowMs: number): CheckResult | undefined {
    if (this.#running === undefined) return undefined;
    const { check } = this.#running;
    if (this.#running.topology !== topology) check.end('siteChanged');
    check.observe(devices, nowMs);
    if (check.isOver) this.#running = undefined;
    return check.result(devices);
  }
}
