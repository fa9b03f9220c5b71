import type { ModbusRequest } from '../../../drivers/link/request.ts';
import { isRead } from '../../../drivers/link/request.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import { found, product } from '../device/device-on-bench.ts';
import { fillImage, ImageBus } from '../device/image-bus.ts';

/** Products on one line, each under its unit id, with registers as they are found. What is written stays. */
export class UnitImages {
  readonly #images = new Map<number, ImageBus>();
  readonly #clock: Clock;
  /** Units that do not answer. */
  readonly dead = new Set<number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(unitId: number, id: string): void {
    const image = new ImageBus(this.#clock);
    const definition = product(id);
    const { base } = definition;
    const offset = base !== undefined && 'perConnector' in base ? base.perConnector * (1 - base.first) : 0;
    fillImage(image, definition, found[id] ?? {}, offset);
    this.#images.set(unitId, image);
  }

  /** The words of a read (none for a write), an exception code, or undefined for silence. */
  answer(request: ModbusRequest): readonly number[] | { readonly code: number } | undefined {
    const image = this.#images.get(request.unitId);
    if (image === undefined || this.dead.has(request.unitId)) return undefined;
    if (!isRead(request)) {
      image.put(request.functionCode, request.address, request.values);
      return [];
    }
    const words = Array.from({ length: request.quantity }, (_, k) =>
      image.take(request.functionCode, request.address + k),
    );
    const known = words.filter((word) => word !== undefined);
    return known.length === words.length ? known : { code: 2 };
  }
}
