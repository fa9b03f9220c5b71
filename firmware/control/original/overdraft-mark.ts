import type { State } from '../../domain/state.ts';

/**
 * By how much the reserve under the fuse of the house connection was ever used since the program began: what the original
 * calls overdraft (A4). A car that is still on its way down after a limit fell is not counted: the fuse is what must hold.
 */
export class OverdraftMark {
  #ma = 0;

  /** mA on the worst phase, ever. */
  ma = (): number => this.#ma;

  observe({ circuits }: Pick<State, 'circuits'>): void {
    const root = circuits.find(({ parent }) => parent === null);
    if (root === undefined) return;
    for (const drawnA of root.drawnA) {
      const overMa = Math.round(((drawnA ?? 0) - (root.fuseA - root.reserveA)) * 1000);
      if (overMa > this.#ma) this.#ma = overMa;
    }
  }
}
