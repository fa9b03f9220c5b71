import { z } from 'zod';
import type { SlotFacts, SlotName, SlotState } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';

const slotEntry = z.object({
  class: z.string(),
  device: z.string(),
  bootname: z.string().nullish(),
  state: z.string(),
  boot_status: z.string().nullish(),
  slot_status: z.object({ bundle: z.object({ version: z.string().nullish() }).nullish() }).nullish(),
});
const status = z.object({
  booted: z.string().nullish(),
  boot_primary: z.string().nullish(),
  slots: z.array(z.record(z.string(), slotEntry)),
});

/** A root slot as RAUC tells it. */
export interface RaucSlot {
  /** `rootfs.0`. */
  readonly id: string;
  readonly slot: SlotName;
  readonly device: string;
  readonly running: boolean;
  readonly bootable: boolean;
  /** Of the bundle that was installed there; null: none was, it came with the image. */
  readonly version: string | null;
}

/** Reads `rauc status --detailed --output-format=json`. Throws `rootFailed`. */
export function readRaucStatus(text: string): readonly RaucSlot[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const result = status.safeParse(value);
  if (!result.success) throw new NetwachtError('rootFailed', 'What RAUC says of its slots cannot be read');
  const { booted, slots } = result.data;
  return slots
    .flatMap((one) => Object.entries(one))
    .flatMap(([id, { bootname, device, boot_status, slot_status, class: kind, state }]) =>
      kind === 'rootfs' && (bootname === 'A' || bootname === 'B')
        ? [
            {
              id,
              slot: bootname,
              device,
              running: state === 'booted' || booted === bootname || booted === id,
              bootable: boot_status === 'good',
              version: slot_status?.bundle?.version ?? null,
            } satisfies RaucSlot,
          ]
        : [],
    )
    .sort((a, b) => a.slot.localeCompare(b.slot));
}

export interface SlotSurroundings {
  /** Of the image that runs. */
  readonly version: string;
  /** Something lies in the slot, whatever it is worth. */
  readonly full: boolean;
  readonly confirmed: boolean;
}

/** A slot in the words of the box. */
export function slotFacts(rauc: RaucSlot, { version, full, confirmed }: SlotSurroundings): SlotFacts {
  const { slot, running } = rauc;
  return {
    slot,
    running,
    version: running ? version : full ? rauc.version : null,
    state: stateOf(rauc, full, confirmed),
    confirmed,
  };
}

function stateOf({ running, bootable }: RaucSlot, full: boolean, confirmed: boolean): SlotState {
  if (!full && !running) return 'empty';
  // RAUC calls the slot that runs bad while its last try is not yet marked good; it has started all the same.
  if (!bootable && !running) return 'bad';
  return confirmed ? 'good' : 'untried';
}
