import type { PointFacts } from '../domain/point-facts.ts';

export interface PointFactsPort {
  /** Code: `notFound` (404). */
  of(chargePoint: string): PointFacts;
}
