/** Wires that are open or closed, as they are now. Never throws: what cannot be read is unknown. */
export interface ContactReader {
  /** Closed or not, in the order of the site document; undefined = nobody knows. */
  seen(): readonly (boolean | undefined)[];
  close(): void;
}

/** What a reader tells whoever opened it. */
export interface ContactEvents {
  /** A contact moved, or became known or unknown. */
  readonly onChange: () => void;
  /** It cannot be read, said once until it can be read again. */
  readonly onTrouble: (message: string) => void;
}

/** Waits between tries of a source that fails: 1 s, doubling to 30 s. */
export const retryMs = (failures: number): number => Math.min(30_000, 1000 * 2 ** Math.min(failures - 1, 5));
