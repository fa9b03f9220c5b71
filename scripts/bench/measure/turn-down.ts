import type { Running } from '../../demo/running.ts';
import { machineMs } from '../../site/machine-clock.ts';
import type { WriteRecord } from '../../site/modbus/write-log.ts';
import type { SiteProcess } from '../../site/site-process.ts';

/** Time for the writes that answer one call. */
const writesWithinMs = 3000;
const recoveredWithinMs = 240_000;
const lookEveryMs = 500;
/** Raises come step by step, seconds apart: longer than that. */
const restsForMs = 4000;

/** What one call of the operator did to the set-points. */
export interface TurnDown {
  /** From the request sent to the last of these writes. */
  readonly lastWriteMs: number;
  readonly answeredMs: number;
  /** The new set-point of each box, in the order in which they reached them. */
  readonly writes: readonly WriteRecord[];
  /** Set-points changed once more within 3 s, by what the meter said meanwhile. */
  readonly corrections: number;
}

/** Quiet: what is counted is the operator's call, not the answer to a kettle; and cars come back at once between trials. */
export const quiet = {
  plant: { house: { baseA: [3, 3], applianceEveryS: [1e9, 1e9] }, meter: { noiseA: 0 } },
  document: { timing: { minOnS: 0, minPauseS: 0, surplusPauseS: 0, raiseIntervalS: 1 } },
} as const;

export function siteOf({ site }: Running): SiteProcess {
  if (site === undefined) throw new Error('this bench needs the simulated site');
  return site;
}

/** The operator turns AVAIL to `percent`, and the set-points in the registers follow. */
export async function turnDown(running: Running, percent: number): Promise<TurnDown> {
  const sentMs = machineMs();
  await running.client.setVariable('AVAIL', percent);
  const answeredMs = machineMs() - sentMs;
  await pause(writesWithinMs);
  const { writes } = await siteOf(running).control.writesSince(sentMs);
  const changes = writes.filter((write) => write.setpoint && write.changed);
  const answers = changes.filter(({ device }, k) => changes.findIndex((write) => write.device === device) === k);
  const last = answers.at(-1);
  if (last === undefined) throw new Error('no set-point changed within 3 s of the call');
  const corrections = changes.length - answers.length;
  return { lastWriteMs: last.atMs - sentMs, answeredMs, writes: answers, corrections };
}

/** Waits until every car draws and the offers have come to rest. */
export async function allCharging(running: Running): Promise<void> {
  const startMs = machineMs();
  let restingSinceMs = startMs;
  let before = '';
  for (;;) {
    const { chargePoints } = await siteOf(running).control.state();
    const boxes = Object.values(chargePoints);
    const charging = boxes.every((box) => box.state === 'C' && Math.max(...box.drawnA) > 5.5);
    const offers = boxes.map(({ offeredA }) => offeredA).join();
    const nowMs = machineMs();
    if (!charging || offers !== before) restingSinceMs = nowMs;
    if (nowMs - restingSinceMs >= restsForMs) return;
    if (nowMs - startMs > recoveredWithinMs)
      throw new Error('the cars did not all come back to charging within 4 minutes');
    before = offers;
    await pause(lookEveryMs);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
