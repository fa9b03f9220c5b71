import { parseArgs } from 'node:util';
import { startDemo } from '../demo/running.ts';
import { spread } from './measure/percentiles.ts';
import { quiet } from './measure/turn-down.ts';
import { type BoxCalls, boxCalls } from './smgw/box-calls.ts';
import { openChannel } from './smgw/channel.ts';
import { switchTo } from './smgw/functions.ts';
import { openSim } from './smgw/gateways.ts';
import { tryIdleCloses } from './smgw/idle.ts';
import { timeCommands } from './smgw/last-write.ts';
import type { MatrixRow } from './smgw/rows.ts';

const row: MatrixRow = { gateway: 'smgw-sim', scenario: 'hks3', addressing: 'socks5', tls: '1.3', curve: 'bp256' };
/** In place of 3 minutes. */
const scaledIdleS = 3;
/** The box waits between tries sixty times as short, too. */
const scaledTiming = { NODE_OPTIONS: `--import=${new URL('./smgw/scaled-timing.mjs', import.meta.url).href}` };
/** Quarter of an hour for 2,000 commands. */
const gapShare = 0.1;

/**
 * A command of the operator through the channel (HKS3, SOCKS5, TLS 1.3, brainpool) to the set-point in the register of the
 * last of 16 charge points; `--commands N` (500), `--points N`. With `--idle` a gateway that closes connections after 3 s
 * without traffic (3 minutes, scaled), 2,000 commands in an uneven rhythm: what became of each.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      commands: { type: 'string' },
      points: { type: 'string', default: '16' },
      idle: { type: 'boolean', default: false },
    },
  });
  const commands = Number(values.commands ?? (values.idle ? 2000 : 500));
  const points = Number(values.points);
  if (!Number.isInteger(commands) || commands < 1)
    throw new Error(`--commands ${values.commands} is no number of commands`);
  if (!Number.isInteger(points) || points < 1)
    throw new Error(`--points ${values.points} is no number of charge points`);
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${points}`, seed: 1, overrides: quiet, env: values.idle ? scaledTiming : {} },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    const box = boxCalls(running.url, `admin:${running.password}`);
    await switchTo(box, ['limit']);
    if (values.idle) await idle(box, commands);
    else await latency(box, commands);
  } finally {
    await running.stop();
  }

  async function latency(box: BoxCalls, count: number): Promise<void> {
    const channel = await openChannel(box, row);
    try {
      const trials = await timeCommands(running, channel.gateway, { commands: count, points }, (number, trial) => {
        if (number % 50 === 0) console.log(`${number}: last register ${trial.lastWriteMs.toFixed(1)} ms`);
      });
      console.log(`answer to the EMT: ${spread(trials.map(({ answeredMs }) => answeredMs))} ms`);
      console.log(
        `command to last register of ${points}: ${spread(trials.map(({ lastWriteMs }) => lastWriteMs))} ms ` +
          `(goal p99 250, maximum 1500), ${trials.length} commands`,
      );
    } finally {
      await channel.close();
    }
  }
}

async function idle(box: BoxCalls, commands: number): Promise<void> {
  const channel = await openChannel(box, row, { open: (clsPem) => openSim(row, clsPem, { idleCloseS: scaledIdleS }) });
  try {
    const wish = { commands, idleMs: scaledIdleS * 1000, gapShare, seed: 1 };
    const fates = await tryIdleCloses(channel.gateway, box, wish, (number, fate, why) => {
      if (fate === 'unanswered' || fate === 'lie') console.log(`${number}: ${fate}: ${why}`);
      if (number % 200 === 0) console.log(`${number} commands`);
    });
    const clear = fates.applied + fates.clearFailure;
    console.log(
      `${commands} commands: ${fates.applied} applied, ${fates.clearFailure} failed and said so, ` +
        `${fates.unanswered} taken without an answer, ${fates.lie} answered without effect; ` +
        `applied or clear: ${((100 * clear) / commands).toFixed(2)} % (goal 100)`,
    );
  } finally {
    await channel.close();
  }
}
