import type { PointBalance, PointTotal } from '../domain/metering.ts';

/** A quarter hour, and what each point took, gave and owes. */
export interface MeteringBalance {
  readonly quarterMs: number;
  readonly points: readonly PointBalance[];
}

/** Metering points: what tenants are billed by. */
export interface MeteringPort {
  /** Names by id, as the site has them now. */
  names(): ReadonlyMap<string, string>;
  /** A month of the site's calendar; undefined when it is none, or there is no site. */
  month(month: string): { readonly fromMs: number; readonly toMs: number } | undefined;
  /** In order of time. */
  read(fromMs: number, toMs: number): AsyncIterable<MeteringBalance>;
  totals(fromMs: number, toMs: number): Promise<readonly PointTotal[]>;
}
