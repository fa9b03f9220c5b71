import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../firmware/domain/clock.ts';
import { openStore, type Store } from '../../firmware/store/store.ts';
import { seededRandom } from '../site/random.ts';
import { plantMs, points, Schedule } from './sessions/schedule.ts';
import type { Soak } from './soak.ts';

const wantedKills = 200;
const killsInARound = 100;
const entry = fileURLToPath(new URL('sessions/desk-process.ts', import.meta.url));
/** Beyond the end of what any round takes. */
const untilMs = 48 * 3_600_000;

interface Round {
  readonly seed: string;
  readonly kills: number;
  readonly sessions: number;
  readonly energyWh: number;
  readonly faults: readonly string[];
}

/**
 * The desk of sessions and its files alone, in a process that is killed (kill -9) 200 times at random moments, also while it
 * starts and while it writes, before twenty charge points that live twenty times faster: every session there once, its energy
 * off by at most one step of its meter, quarter hours and parts adding up. Faster than `session-kills`, which kills the
 * whole product. NETWACHT_SOAK_KILLS sets another number. About 3 s a kill.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_KILLS ?? wantedKills);
    let { rounds } = (result.read() as { readonly rounds: readonly Round[] } | undefined) ?? { rounds: [] };
    const done = () => rounds.reduce((sum, { kills }) => sum + kills, 0);
    while (done() < total) {
      const round = await play(`desk-kills/${rounds.length}`, Math.min(killsInARound, total - done()));
      rounds = [...rounds, round];
      result.write({ rounds });
      console.log(`netwacht: ${done()} of ${total} kills; ${round.sessions} sessions, ${round.faults.length} faults`);
      for (const fault of round.faults) console.log(`  ${fault}`);
    }
    return rounds.every(({ faults }) => faults.length === 0);
  },
};

async function play(seed: string, kills: number): Promise<Round> {
  const random = seededRandom(seed);
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-desk-kills-'));
  const begunMs = Date.now();
  const start = () => fork(entry, [dir, seed, String(begunMs), String(untilMs)], { stdio: 'inherit' });
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const child = start();
      await pause(random.between(kill % 4 === 0 ? [0, 1000] : [700, 4500]));
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    // All that was plugged in before this moment is over by then, and known to be.
    const last = start();
    await pause(6000);
    last.kill('SIGKILL');
    await once(last, 'exit');
    const store = openStore({ dir, clock: systemClock });
    const round = { seed, kills, ...compared(store, seed, plantMs(begunMs) - 120_000) };
    store.close();
    return round;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function compared(store: Store, seed: string, upToMs: number): Pick<Round, 'sessions' | 'energyWh' | 'faults'> {
  const all = store.sessions.page(0, Number.MAX_SAFE_INTEGER, undefined, 100_000).map(({ session }) => session);
  const faults: string[] = [];
  let sessions = 0;
  let energyWh = 0;
  for (const { id, stepWh } of points) {
    const schedule = new Schedule(`${seed}/${id}`, untilMs);
    const really = schedule.visits.filter(({ toMs }) => toMs < upToMs);
    const told = all.filter(({ chargePoint }) => chargePoint === id).slice(0, really.length);
    if (told.length !== really.length) faults.push(`${id}: ${told.length} told, ${really.length} there were`);
    for (const [k, session] of told.entries()) {
      const visit = really[k];
      if (visit === undefined) continue;
      const wh = schedule.energyWh(visit, visit.toMs);
      const quartersWh = store.sessions.quarters(session.id).reduce((sum, quarter) => sum + quarter.energyWh, 0);
      const what = `${id} session ${session.id} (${session.flags.join(' ')})`;
      sessions += 1;
      energyWh += session.energyWh;
      if (Math.abs(session.energyWh - wh) > stepWh + 1)
        faults.push(`${what}: told ${session.energyWh} Wh, really ${wh}`);
      if (quartersWh !== session.energyWh)
        faults.push(`${what}: quarters ${quartersWh} Wh, session ${session.energyWh}`);
      if (session.gridWh + session.solarWh + session.batteryWh !== session.energyWh) faults.push(`${what}: parts`);
    }
  }
  return { sessions, energyWh, faults };
}
