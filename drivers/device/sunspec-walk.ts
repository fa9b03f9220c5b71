/** One model of a SunSpec chain: the registers behind its header of two, `length` of them. */
export interface SunspecModel {
  readonly id: number;
  /** Where its header stands: id, then length. Offsets of the public model tables count from here. */
  readonly address: number;
  readonly length: number;
}

/** The models in the order of the device, or why the chain cannot be trusted. */
export type Chain = { readonly models: readonly SunspecModel[] } | { readonly broken: string };

/** Reads registers; `undefined` where the device says that it has none there. Throws where it does not answer. */
export type ReadWords = (address: number, quantity: number) => Promise<ArrayLike<number> | undefined>;

/** No product has nearly as many; a chain that goes on is none. */
export const mostModels = 64;
const endMarker = 0xffff;
/** "SunS". */
const marker = [0x5375, 0x6e53] as const;

/** Where models count from; the first one is right behind the marker. */
export const markerWords = marker.length;

export const isMarker = (words: ArrayLike<number>): boolean => words[0] === marker[0] && words[1] === marker[1];

/**
 * Walks a chain from the header of its first model to its end: the end marker, or the first header that the device refuses
 * to give. Two registers per model. A length that leads out of the address space, a model 0 or one without registers, and a
 * chain that does not end are faults: one wrong length, and what looks like a header is a measurement.
 */
export async function walkChain(read: ReadWords, firstAddress: number): Promise<Chain> {
  const models: SunspecModel[] = [];
  let address = firstAddress;
  while (models.length < mostModels) {
    if (address + 2 > 65_536) return broken(`leads beyond register 65535 behind ${nameOf(models)}`);
    const header = await read(address, 2);
    if (header === undefined) return { models };
    const [id = 0, length = 0] = [header[0], header[1]];
    if (id === endMarker) return { models };
    if (id === 0 || length === 0) return broken(`has no model at register ${address}, behind ${nameOf(models)}`);
    models.push({ id, address, length });
    address += 2 + length;
  }
  return broken(`does not end after ${mostModels} models`);
}

const broken = (what: string): Chain => ({ broken: `the chain of SunSpec models ${what}` });

const nameOf = (models: readonly SunspecModel[]): string => {
  const last = models.at(-1);
  return last === undefined ? 'the marker' : `model ${last.id}`;
};
