import { parseArgs } from 'node:util';
import { type Running, startDemo } from '../demo/running.ts';
import type { PlantState } from '../site/control-shapes.ts';
import { machineMs } from '../site/machine-clock.ts';

/** Time for the writes that answer one call; no raise can fall into it (a raise waits longer after a lowering). */
const writesWithinMs = 3000;
/** Cars have dead time and ramps, boxes their delay: shared/cases/plant.md. */
const carsReactMs = 10_000;
const recoveredWithinMs = 240_000;
const lookEveryMs = 500;

interface Trial {
  /** From the request sent to the last register written. */
  readonly lastWriteMs: number;
  readonly answeredMs: number;
  readonly boxes: number;
  /** Of the house connection after the cars' own reaction, not what a meter says. */
  readonly houseW: number;
  readonly limitW: number;
}

/**
 * The main job of the product: with four cars charging the operator turns AVAIL from 100 to 20, and the set-points in the
 * registers of the charge points follow. `--trials N` (20). Goal: median <= 100 ms, maximum <= 1.1 s.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { trials: { type: 'string', default: '20' } },
  });
  const trials = Number(values.trials);
  if (!Number.isInteger(trials) || trials < 1) throw new Error(`--trials ${values.trials} is not a number of trials`);

  const running = await startDemo({
    ...{ port: 0, scenario: 'house', seed: 1 },
    // Quiet: what is counted here is the operator's call, not the answer to a kettle.
    overrides: {
      plant: { house: { baseA: [3, 3], applianceEveryS: [1e9, 1e9] }, meter: { noiseA: 0 } },
      // Cars come back at once between the trials; the way down is the same with any of these.
      document: { timing: { minOnS: 0, minPauseS: 0, raiseIntervalS: 1 } },
    },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    const results: Trial[] = [];
    for (let i = 1; i <= trials; i++) {
      await allCharging(running);
      const trial = await turnDown(running);
      results.push(trial);
      console.log(describe(i, trial));
      await running.client.setVariable('AVAIL', 100);
    }
    summarise(results);
  } finally {
    await running.stop();
  }
}

async function turnDown(running: Running): Promise<Trial> {
  const control = siteOf(running).control;
  const sentMs = machineMs();
  await running.client.setVariable('AVAIL', 20);
  const answeredMs = machineMs() - sentMs;
  await pause(writesWithinMs);
  const { writes } = await control.writesSince(sentMs);
  const changes = writes.filter((write) => write.setpoint && write.changed);
  const last = changes.at(-1);
  if (last === undefined) throw new Error('no set-point changed within 3 s of the call');
  await pause(carsReactMs);
  const { connection } = await control.state();
  const { circuits } = await running.client.state();
  return {
    lastWriteMs: last.atMs - sentMs,
    answeredMs,
    boxes: new Set(changes.map(({ device }) => device)).size,
    houseW: connection.powerW,
    limitW: circuits[0]?.limitW ?? Number.NaN,
  };
}

/** Waits until every car draws and the offers have come to rest. */
async function allCharging(running: Running): Promise<void> {
  const untilMs = machineMs() + recoveredWithinMs;
  let before: PlantState | undefined;
  for (;;) {
    const now = await siteOf(running).control.state();
    const boxes = Object.values(now.chargePoints);
    const charging = boxes.every((box) => box.state === 'C' && Math.max(...box.drawnA) > 5.5);
    const atRest = Object.entries(now.chargePoints).every(
      ([id, box]) => before?.chargePoints[id]?.offeredA === box.offeredA,
    );
    if (charging && atRest) return;
    if (machineMs() > untilMs) throw new Error('the four cars did not come back to charging within 4 minutes');
    before = now;
    await pause(lookEveryMs);
  }
}

function summarise(results: readonly Trial[]): void {
  const times = results.map(({ lastWriteMs }) => lastWriteMs).sort((a, b) => a - b);
  const answers = results.map(({ answeredMs }) => answeredMs).sort((a, b) => a - b);
  const over = results.filter(({ houseW, limitW }) => houseW > limitW).length;
  console.log(
    `request to last register written: median ${median(times).toFixed(1)} ms, maximum ${times.at(-1)?.toFixed(1)} ms ` +
      `(goal 100 and 1100); answer to the call: median ${median(answers).toFixed(1)} ms, ${results.length} trials`,
  );
  console.log(`house power after the cars' reaction over the limit: in ${over} of ${results.length} trials`);
}

const describe = (number: number, { lastWriteMs, answeredMs, boxes, houseW, limitW }: Trial): string =>
  `${String(number).padStart(3)}  last register ${lastWriteMs.toFixed(1).padStart(7)} ms, ${boxes} boxes, ` +
  `answer ${answeredMs.toFixed(1).padStart(6)} ms, house ${houseW.toFixed(0)} W of ${limitW.toFixed(0)} W`;

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function siteOf({ site }: Running) {
  if (site === undefined) throw new Error('this bench needs the simulated site');
  return site;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
