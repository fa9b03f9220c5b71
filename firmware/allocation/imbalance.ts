import type { Candidate } from './candidate.ts';
import { type Ledger, startAgain } from './ledger.ts';
import { cap, isEven, isHeldBy, lightestHouseMa, lightestMa, type Skew } from './skew.ts';

/** How often the caps may follow the lightest phase down before they are put where they hold whatever it carries. */
const mostPasses = 6;
/** How often what the caps left over is handed out. */
const mostRefills = 8;

/**
 * Where targets make the phases uneven, shares again under a cap on each phase: what the lightest one carries and the
 * allowed difference. The lightest may come out lighter still (what one phase leaves can go to others before it), so
 * this is checked and the cap lowered again; the last cap holds even if it carries no charge point at all.
 */
export function repairImbalance(ledger: Ledger, skew: Skew, share: () => void): void {
  let baseMa = Infinity;
  for (let pass = 1; pass <= mostPasses && !isEven(skew); pass += 1) {
    baseMa = pass < mostPasses ? lightestMa(skew) : lightestHouseMa(skew);
    startAgain(ledger);
    cap(skew, baseMa);
    share();
  }
  if (baseMa < Infinity) refill(ledger, skew, baseMa, share);
}

/** Lifts the caps as far as the lightest phase has come. Raising only makes it heavier, so the phases stay even. */
function refill({ candidates }: Ledger, skew: Skew, baseMa: number, share: () => void): void {
  let cappedAtMa = baseMa;
  for (let refills = 0; refills < mostRefills; refills += 1) {
    const lightest = lightestMa(skew);
    if (lightest <= cappedAtMa || !giveAnotherTry(candidates, skew)) return;
    cappedAtMa = lightest;
    cap(skew, cappedAtMa);
    share();
  }
}

/** Forgets that a cap stopped them; false when it stopped nobody. */
function giveAnotherTry(candidates: readonly Candidate[], skew: Skew): boolean {
  let anyone = false;
  for (const candidate of candidates) {
    if (!isHeldBy(skew, candidate)) continue;
    candidate.fullRow = undefined;
    anyone = true;
  }
  return anyone;
}
