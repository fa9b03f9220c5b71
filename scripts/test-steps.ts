import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './demo/free-port.ts';

/** What a program of the tests is run with: it is started hundreds of times, and what was compiled once need not be again. */
export const compiledOnce = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_COMPILE_CACHE: resolve('build/out/compile-cache'),
});

/** Runs a script and shows what it said when it has ended, undisturbed by others. Returns whether it went well. */
export async function step(name: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const ended = await new Promise<number | NodeJS.Signals | null>((done) => {
    child.once('close', (code, signal) => done(signal ?? code));
  });
  console.log(`netwacht: ${name}${ended === 0 ? '' : ' failed'}\n${Buffer.concat(said).toString('utf8')}`.trimEnd());
  return ended === 0;
}

const warmWithinMs = 60_000;

/**
 * Starts the firmware once and ends it in peace, which writes what was compiled: a firmware that a test kills writes
 * nothing, so that each of the hundred starts of a test run would compile it all again. Without it all runs, only slower.
 */
export async function warmUp(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'netwacht-warm-'));
  const port = await freePort(0);
  const child = spawn(process.execPath, ['firmware/main.ts'], {
    stdio: 'ignore',
    env: {
      ...compiledOnce(),
      NETWACHT_DATA: dataDir,
      NETWACHT_HTTP_PORT: String(port),
      NETWACHT_HTTPS_PORT: 'off',
      NETWACHT_OCPP_PORT: '0',
      NETWACHT_BIND: '127.0.0.1',
    },
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const endMs = performance.now() + warmWithinMs;
  while (child.exitCode === null && performance.now() < endMs && !(await answers(port)))
    await new Promise((done) => setTimeout(done, 100));
  child.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

/** Whether the program answers already. */
async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/v1/setup`)).ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}
