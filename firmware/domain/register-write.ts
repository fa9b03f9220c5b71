/** One register that is written, and what with. */
export interface RegisterWrite {
  readonly address: number;
  readonly value: number;
}
