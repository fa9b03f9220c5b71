import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CentralKills, playCentralKills } from './ocpp/central-kills.ts';
import type { Soak } from './soak.ts';

const wanted = 1000;
const inARound = 100;

/**
 * The central system towards a charge point of 1.6 is killed (kill -9) 1,000 times at random moments, while one transaction
 * follows the other: no number is given twice, no begin and no end is lost or out of order, and what is told inside twice
 * has the same name. A hundred kills a round, a data folder each; NETWACHT_SOAK_KILLS sets another number. Somewhat
 * less than a second each.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_KILLS ?? wanted);
    const rounds = [...((result.read() ?? []) as CentralKills[])];
    const done = () => rounds.reduce((sum, { kills }) => sum + kills, 0);
    while (done() < total) {
      const dir = mkdtempSync(join(tmpdir(), 'netwacht-central-kills-'));
      const round = await playCentralKills(dir, Math.min(inARound, total - done()));
      rmSync(dir, { recursive: true, force: true });
      rounds.push(round);
      result.write(rounds);
      const { transactions, repeated, toldAgain, faults } = round;
      console.log(
        `netwacht: ${done()} of ${total} kills; ${transactions} transactions, ${repeated} messages repeated, ` +
          `${toldAgain} told again, ${faults.length} faults`,
      );
      for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
    }
    return rounds.every(({ faults }) => faults.length === 0);
  },
};
