import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { transactionMs } from '../site/modbus/serial-pace.ts';
import { busBaudRate } from '../site/scenarios/bus.ts';
import { spread } from './measure/percentiles.ts';
import { allCharging, pause, quiet, siteOf, type TurnDown, turnDown } from './measure/turn-down.ts';

/** Cars have dead time and ramps, boxes their delay: shared/cases/plant.md. */
const carsReactMs = 10_000;

/** A site for the trials, and how far down it is turned: as far as all set-points change and no car needs a rest. */
interface Place {
  readonly scenario: string;
  readonly percent: number;
  /** What the trials showed against their goals. */
  readonly summarise: (trials: readonly TurnDown[]) => void;
}

/**
 * The main job of the product: with all cars charging the operator turns AVAIL down, and the set-points in the registers
 * of the charge points follow. Without options the demo's house, 4 cars at 4 makes of box on TCP and RTU over TCP;
 * `--points N` takes N TCP charge points, `--rtu N` as many on one line at 19,200 baud. `--trials N` (20).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      compiled: { type: 'boolean', default: false },
      trials: { type: 'string', default: '20' },
      points: { type: 'string' },
      rtu: { type: 'string' },
    },
  });
  const count = Number(values.trials);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--trials ${values.trials} is not a number of trials`);
  const place = placeOf(values);
  const program = values.compiled ? compileProgram() : programAsItIs;
  const running = await startDemo({
    ...{ port: 0, scenario: place.scenario, seed: 1, overrides: quiet, program },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    const trials: TurnDown[] = [];
    let over = 0;
    for (let i = 1; i <= count; i += 1) {
      await allCharging(running);
      const trial = await turnDown(running, place.percent);
      trials.push(trial);
      console.log(describe(i, trial));
      if (place.scenario === 'house') over += (await isOverLimit(running)) ? 1 : 0;
      await running.client.setVariable('AVAIL', 100);
    }
    console.log(`answer to the call: ${spread(trials.map(({ answeredMs }) => answeredMs))} ms`);
    place.summarise(trials);
    if (place.scenario === 'house')
      console.log(`house power after the cars' reaction over the limit: in ${over} of ${count} trials`);
  } finally {
    await running.stop();
  }
}

function placeOf({ points, rtu }: { points?: string | undefined; rtu?: string | undefined }): Place {
  if (rtu !== undefined) return { scenario: `bus:${rtu}`, percent: 80, summarise: summariseLine };
  if (points !== undefined)
    return { scenario: `many:${points}`, percent: 80, summarise: summariseLast('p99 150, maximum 1100') };
  return { scenario: 'house', percent: 20, summarise: summariseLast('p50 100, maximum 1100') };
}

const lastWrites = (trials: readonly TurnDown[]): number[] => trials.map(({ lastWriteMs }) => lastWriteMs);

const summariseLast = (goal: string) => (trials: readonly TurnDown[]) =>
  console.log(
    `request to last register written: ${spread(lastWrites(trials))} ms (goal ${goal}), ${trials.length} trials`,
  );

/** A line can carry one frame at a time: what counts is how near the writes come to that. */
function summariseLine(trials: readonly TurnDown[]): void {
  summariseLast('as the line bears')(trials);
  const lineMs = (writes: TurnDown['writes']) => writes.reduce((sum, write) => sum + writeMs(write.functionCode), 0);
  const ratios = trials.map(({ writes }) => {
    const [first, last] = [writes[0]?.atMs ?? 0, writes.at(-1)?.atMs ?? 0];
    return (last - first) / lineMs(writes.slice(1));
  });
  const fromCall = trials.map(({ lastWriteMs, writes }) => lastWriteMs / lineMs(writes));
  console.log(`first to last write over the line-rate formula: ${spread(ratios, 2)} (goal 1.2)`);
  console.log(`request to last write over the formula for all writes: ${spread(fromCall, 2)}`);
}

/** FC6 sends 8 bytes, FC16 with the two words of a limit 13; both are answered by 8. */
const writeMs = (functionCode: number): number => transactionMs(busBaudRate, functionCode === 6 ? 8 : 13, 8);

/** Of the house connection after the cars' own reaction, not what a meter says. */
async function isOverLimit(running: Running): Promise<boolean> {
  await pause(carsReactMs);
  const { connection } = await siteOf(running).control.state();
  const { circuits } = await running.client.state();
  return connection.powerW > (circuits[0]?.limitW ?? Number.NaN);
}

const describe = (number: number, { lastWriteMs, answeredMs, writes, corrections }: TurnDown): string =>
  `${String(number).padStart(3)}  last register ${lastWriteMs.toFixed(1).padStart(7)} ms, ` +
  `${writes.length} boxes, answer ${answeredMs.toFixed(1).padStart(6)} ms` +
  (corrections > 0 ? `, ${corrections} set-points corrected later` : '');
