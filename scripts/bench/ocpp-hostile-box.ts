import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { freePort } from '../demo/free-port.ts';
import { startDemo } from '../demo/running.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import type { Attackers } from './measure/ocpp-attackers.ts';
import { OcppCaller } from './measure/ocpp-caller.ts';
import { percentile, spread } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { quiet } from './measure/turn-down.ts';

/** Those that cost a door the most, of each kind. */
const chosen = [
  'messages of 1 MiB',
  'JSON that is 10,000 deep',
  '1,000 bad messages a second',
  'continuations without an end',
  'pings without an end',
  'the same identity again and again',
  'guessed passwords',
  'a request with a body without an end',
  'a TLS handshake that crawls',
  'good calls without an end',
  'transactions without an end',
  'status changes without an end',
  'calls whose answers are never read',
];

/**
 * S26: the whole box while charge points attack its door: how late control cycles begin, how soon another charge point is
 * answered, memory; beside the same without an attack before each. `--at-once N` (40) attackers from four addresses,
 * `--seconds N` (10) each, `--only WORD` of the name.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'at-once': { type: 'string', default: '40' },
      seconds: { type: 'string', default: '10' },
      only: { type: 'string', default: '' },
    },
  });
  const seconds = Number(values.seconds);
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-bench-'));
  const siteFile = join(dir, 'site.json');
  writeFileSync(siteFile, JSON.stringify(site));
  const trace = new CycleTrace();
  const port = await freePort(0);
  const running = await startDemo({
    ...{ port: 0, scenario: 'none', siteFile, env: { ...trace.env, NETWACHT_OCPP_PORT: String(port) } },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    const pid = running.firmware.pid ?? 0;
    await pause(5000);
    const good = await OcppCaller.connect(port, 'good', '');
    await good.call('BootNotification', { chargePointModel: 'm', chargePointVendor: 'v' });
    await good.answeredMs(3);
    const measure = async (what: string): Promise<void> => {
      trace.take();
      const tookMs = await good.answeredMs(seconds);
      const lateMs = trace
        .take()
        .filter(({ tick }) => tick)
        .map((cycle) => cycle.lateMs);
      console.log(
        `${what.padEnd(40)} ${lateMs.length} cycles late by ${spread(lateMs)} ms; ${tookMs.length} calls, all answered, ` +
          `p50 ${percentile(tookMs, 0.5).toFixed(1)} p95 ${percentile(tookMs, 0.95).toFixed(1)} ms; ` +
          `${usageOf(pid).pssMb.toFixed(0)} MB`,
      );
    };
    for (const name of chosen.filter((one) => one.includes(values.only))) {
      await measure('nobody');
      const attackers: Attackers = { name, atOnce: Number(values['at-once']), port };
      const worker = new Worker(new URL('measure/ocpp-attackers.ts', import.meta.url), { workerData: attackers });
      await once(worker, 'message');
      await measure(name);
      await worker.terminate();
      // Sources may make so many connections in 10 s: the next attack shall find the door open.
      await pause(10_000);
    }
    good.leave();
  } finally {
    await running.stop();
    trace.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

const site = {
  name: 'Car park with two OCPP charge points',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', name: 'House connection', fuseA: 63 }],
  devices: ['good', 'bad'].map((id, k) => ({
    ...{ id: `E${k + 1}`, definition: 'ocpp', address: id, insecure: true },
    ...{ role: 'chargePoint', circuit: 'house', maxCurrentA: 16 },
  })),
  timing: quiet.document.timing,
};
