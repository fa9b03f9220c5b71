import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { withMbap } from '../../drivers/link/mbap.ts';
import { freePort } from '../demo/free-port.ts';
import { startDemo } from '../demo/running.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import type { ModbusFlood } from './measure/modbus-flooder.ts';
import { spread } from './measure/percentiles.ts';
import { pause, quiet } from './measure/turn-down.ts';

/** A hundred registers of the box; the share of 40 %. */
const read = Buffer.from([1, 3, 0x9c, 0x40, 0, 100]);
const write = Buffer.from([1, 16, 0xa0, 0x08, 0, 2, 4, 0x42, 0x20, 0, 0]);

/**
 * The SunSpec server while one address asks as fast as it can on `--connections N` (16) connections: how soon another client
 * and the API are answered, how many control cycles are made and how late; for `--seconds N` (10) each.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '10' }, connections: { type: 'string', default: '16' } },
  });
  const [seconds, connections] = [Number(values.seconds), Number(values.connections)];
  const trace = new CycleTrace();
  const port = await freePort(0);
  const document = { ...quiet.document, sunspec: { enabled: true, port, writes: true } };
  const running = await startDemo({
    ...{ port: 0, scenario: 'many:16', seed: 1, overrides: { ...quiet, document }, env: trace.env },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    await pause(5000);
    const good = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.7', noDelay: true });
    await once(good, 'connect');
    const measure = async (what: string, answered: () => number): Promise<void> => {
      trace.take();
      const [before, startMs] = [answered(), performance.now()];
      const [goodMs, apiMs] = await Promise.all([
        timesOf(seconds, () => ask(good)),
        timesOf(seconds, async () => void (await (await fetch(`${running.url}/api/v1/setup`)).arrayBuffer())),
      ]);
      const passedS = (performance.now() - startMs) / 1000;
      const cycles = trace.take();
      const lateMs = cycles.filter(({ tick }) => tick).map((cycle) => cycle.lateMs);
      console.log(
        `${what}: ${((answered() - before) / passedS).toFixed(0)} answers a second; another client ${spread(goodMs)} ms; ` +
          `the API ${spread(apiMs)} ms; ${(cycles.length / passedS).toFixed(1)} cycles a second, late by ${spread(lateMs)} ms`,
      );
    };
    await measure('nobody', () => 0);
    for (const [what, body] of [
      ['reads', read],
      ['writes', write],
    ] as const) {
      const workerData: ModbusFlood = { port, source: '127.0.0.6', connections, body };
      const worker = new Worker(new URL('measure/modbus-flooder.ts', import.meta.url), { workerData });
      let answers = 0;
      worker.on('message', () => {
        answers += 1;
      });
      await pause(2000);
      await measure(what, () => answers);
      await worker.terminate();
    }
    good.destroy();
  } finally {
    await running.stop();
    trace.remove();
  }
}

async function ask(socket: Socket): Promise<void> {
  socket.write(withMbap(1, read));
  await once(socket, 'data');
}

/** How long each took, ms: one after the other, 20 a second. */
async function timesOf(seconds: number, run: () => Promise<void>): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let k = 0; k < 20 * seconds; k += 1) {
    const startMs = performance.now();
    await run();
    tookMs.push(performance.now() - startMs);
    await pause(50);
  }
  return tookMs;
}
