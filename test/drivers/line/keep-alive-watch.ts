import { isRead, type ModbusRequest } from '../../../drivers/link/request.ts';
import { product } from '../device/device-on-bench.ts';

/** The product whose sign of life has the shortest period of those that are written: 5 s. */
export const heartbeatProduct = 'mennekes-amtron-compact-2s';

/** Watches the signs of life on a line: the times between two of them, per unit, ms. */
export class KeepAliveWatch {
  readonly gapsMs: number[] = [];
  readonly #address: number;
  readonly #lastMs = new Map<number, number>();

  constructor() {
    const { control, registers } = product(heartbeatProduct);
    const quantity = control?.keepAlive?.kind === 'write' ? control.keepAlive.quantity : undefined;
    const register = registers.find((r) => r.quantity === quantity);
    if (register === undefined) throw new Error(`${heartbeatProduct} has no sign of life that is written`);
    this.#address = register.address;
  }

  sent(request: ModbusRequest, atMs: number): void {
    if (isRead(request) || request.address !== this.#address) return;
    const lastMs = this.#lastMs.get(request.unitId);
    if (lastMs !== undefined) this.gapsMs.push(atMs - lastMs);
    this.#lastMs.set(request.unitId, atMs);
  }

  /** Those that came later than the device may take it, 10 s (Mennekes: two periods). */
  get missed(): number {
    return this.gapsMs.filter((ms) => ms > 10_000).length;
  }

  get longestMs(): number {
    return Math.max(0, ...this.gapsMs);
  }
}
