import { type Ledger, startAgain } from './ledger.ts';
import { cap, isEven, openCaps, type Skew } from './skew.ts';

/** How often caps are put, the last time where they hold whatever the lighter phases carry. */
const mostPasses = 3;
/** How often what the caps left over is handed out. */
const mostRefills = 4;

/**
 * Where targets make the phases uneven, shares again under a cap on each pair of them: what surely is on the other phase
 * and the allowed difference. The other may come out lighter still (what one phase leaves can go to others before it),
 * so this is checked and the caps lowered again; the last ones hold even if it carries no charge point at all.
 */
export function repairImbalance(ledger: Ledger, skew: Skew, share: () => void): void {
  let passes = 0;
  while (passes < mostPasses && !isEven(skew)) {
    passes += 1;
    cap(skew, passes < mostPasses);
    startAgain(ledger);
    openCaps(skew);
    share();
  }
  if (passes > 0) refill(ledger, skew, share);
}

/** Lifts the caps as far as the other phases have come. Raising only makes these heavier, so the phases stay even. */
function refill({ candidates }: Ledger, skew: Skew, share: () => void): void {
  for (let refills = 0; refills < mostRefills && cap(skew, true); refills += 1) {
    let anyone = false;
    for (const candidate of candidates) {
      if (candidate.fullRow?.isCap !== true) continue;
      candidate.fullRow = undefined;
      anyone = true;
    }
    if (!anyone) return;
    share();
  }
}
