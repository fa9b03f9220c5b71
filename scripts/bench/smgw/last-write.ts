import type { Running } from '../../demo/running.ts';
import { machineMs } from '../../site/machine-clock.ts';
import { setOne } from '../../smgw-sim/emt/calls.ts';
import { allCharging, pause, siteOf } from '../measure/turn-down.ts';
import type { BenchGateway } from './gateways.ts';

/** What one command of the operator through a channel came to. */
export interface CommandTrial {
  /** From the request at the EMT to the write of the last charge point. */
  readonly lastWriteMs: number;
  readonly answeredMs: number;
}

/** Of 16 charge points 0.14 A each: the next step of every register. */
const stepPercent = 1.5;
/** From here on the limit binds every charge point, also those that were not raised for less than 1 A. */
const levelPercent = 88;
/** Below it the cars would have to be stopped in turn, which is another matter. */
const lowestPercent = 72;
const writesWithinMs = 3000;
const lookEveryMs = 15;
/** Two cycles of rest, so that no trial measures the corrections of the one before. */
const restMs = 450;

/**
 * With all cars charging the operator turns AVAIL down by 1.5 %, again and again, until it has to be raised once more; each
 * command changes the set-point of every charge point.
 */
export async function timeCommands(
  running: Running,
  gateway: BenchGateway,
  { commands, points }: { readonly commands: number; readonly points: number },
  onTrial: (number: number, trial: CommandTrial) => void,
): Promise<readonly CommandTrial[]> {
  const trials: CommandTrial[] = [];
  let percent = 0;
  while (trials.length < commands) {
    if (percent - stepPercent < lowestPercent) {
      percent = 100;
      await send(gateway, percent);
      await allCharging(running);
      percent = levelPercent;
      await send(gateway, percent);
      await pause(writesWithinMs);
    }
    percent -= stepPercent;
    const trial = await oneCommand(running, gateway, { percent, points });
    trials.push(trial);
    onTrial(trials.length, trial);
  }
  return trials;
}

async function oneCommand(
  running: Running,
  gateway: BenchGateway,
  { percent, points }: { readonly percent: number; readonly points: number },
): Promise<CommandTrial> {
  const sentMs = machineMs();
  await send(gateway, percent);
  const answeredMs = machineMs() - sentMs;
  for (;;) {
    const { writes } = await siteOf(running).control.writesSince(sentMs);
    const changes = writes.filter(({ setpoint, changed }) => setpoint && changed);
    const firstOfEach = new Map(changes.toReversed().map(({ device, atMs }) => [device, atMs]));
    if (firstOfEach.size >= points) {
      await pause(restMs);
      return { lastWriteMs: Math.max(...firstOfEach.values()) - sentMs, answeredMs };
    }
    if (machineMs() - sentMs > writesWithinMs)
      throw new Error(`${percent} %: only ${firstOfEach.size} of ${points} charge points were written within 3 s`);
    await pause(lookEveryMs);
  }
}

async function send(gateway: BenchGateway, percent: number): Promise<void> {
  const { status, body } = await gateway.request(setOne('AVAIL', percent));
  if (status !== 200) throw new Error(`AVAIL ${percent} was not taken: ${status} ${body}`);
}
