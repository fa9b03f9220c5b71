import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { percentile } from '../../bench/measure/percentiles.ts';
import { freePort } from '../../demo/free-port.ts';
import { readablePassword } from '../../demo/password.ts';
import { programAsItIs, programStart } from '../../program.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;

/**
 * Asks the program itself, on the folder of the month, over HTTP: what the page wants (flows and the power of every charge
 * point), and the export of every series.
 */
export async function askProgram(dir: string, { fromMs, toMs }: Span, bays: number) {
  // The program makes the folder its own: it gets a copy.
  const copy = `${dir}-asked`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(dir, copy, { recursive: true });
  const port = await freePort(0);
  const env = {
    NETWACHT_DATA: copy,
    NETWACHT_BIND: '127.0.0.1',
    NETWACHT_HTTP_PORT: String(port),
    NETWACHT_HTTPS_PORT: 'off',
  };
  const start = programStart(programAsItIs, [], { ...env, NETWACHT_LOG_LEVEL: 'error' });
  const child = spawn(process.execPath, start.args, { env: start.env, stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}/api/v1`;
    const headers = await claimed(url);
    const ask = async (query: string) => {
      const begunMs = performance.now();
      const reply = await fetch(`${url}/history?${query}`, { headers });
      if (!reply.ok) throw new Error(`${query}: ${reply.status} ${await reply.text()}`);
      const bytes = (await reply.arrayBuffer()).byteLength;
      return { ms: performance.now() - begunMs, bytes };
    };
    const powers = Array.from({ length: bays }, (_, i) => `chargePoint.E${i + 1}.powerW`);
    const page = async (spanMs: number, series = ['flow', ...powers]) => {
      const from = new Date(Math.max(fromMs, toMs - spanMs)).toISOString();
      const query = `from=${from}&to=${new Date(toMs).toISOString()}&series=${series.join()}`;
      const trials = [];
      for (let i = 0; i < 15; i += 1) trials.push(await ask(query));
      const ms = trials.map((trial) => trial.ms);
      return { p50Ms: percentile(ms, 0.5), worstMs: percentile(ms, 1), bytes: trials[0]?.bytes };
    };
    const csv = (everyS: number, series = '') =>
      ask(
        `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&format=csv&every=${everyS}${series}`,
      );
    return {
      page: {
        month: await page(31 * dayMs),
        monthOfFlows: await page(31 * dayMs, ['flow']),
        week: await page(7 * dayMs),
        day: await page(dayMs),
      },
      exported: { quarters: await csv(900), minutesOfFlows: await csv(60, '&series=flow'), minutes: await csv(60) },
    };
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Waits for the program, and makes the box ours. */
async function claimed(url: string): Promise<Record<string, string>> {
  const password = readablePassword();
  for (let tries = 0; ; tries += 1) {
    const reply = await fetch(`${url}/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    }).catch(() => undefined);
    if (reply?.status === 201) return { authorization: `Basic ${btoa(`admin:${password}`)}` };
    if (tries > 200) throw new Error(`the program does not take the box: ${reply?.status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
