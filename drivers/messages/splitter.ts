/** What a stream of bytes turned out to hold. */
export type Piece =
  | { readonly kind: 'telegram'; readonly bytes: Buffer }
  /** Bytes that belong to no telegram, or to one that never ended. */
  | { readonly kind: 'broken'; readonly message: string };

/** Finds the telegrams in a stream; what is no part of one is dropped. It holds a bounded number of bytes. */
export interface Splitter {
  /** True while a telegram has begun and not ended. */
  readonly isInside: boolean;
  /** Takes what came next; gives what is whole now, in order. */
  push(bytes: Buffer): readonly Piece[];
}

/** No telegram of a meter is longer: a P1 telegram has at most about 4 KiB, an SML transport less. */
export const longestTelegram = 16 * 1024;
