import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SiteControl } from './control-client.ts';
import type { ScenarioOptions } from './scenarios/scenario.ts';

/** What the process of the site says when it listens. */
export interface SiteStarted {
  readonly controlUrl: string;
  readonly document: Record<string, unknown>;
  readonly ports: Readonly<Record<string, number>>;
}

/** A simulated site that runs in a process of its own. */
export interface SiteProcess extends SiteStarted {
  readonly control: SiteControl;
  /** Settles when the process has ended, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface SiteProcessOptions {
  readonly scenario: string;
  readonly seed?: number;
  readonly ports?: Readonly<Record<string, number>>;
  readonly overrides?: Pick<ScenarioOptions, 'plant' | 'document' | 'count'>;
}

const startTimeoutMs = 20_000;
const graceMs = 2000;

/** Starts it and waits until it listens; rejects with what went wrong. It ends when this process ends. */
export async function startSiteProcess({ scenario, seed, ports, overrides }: SiteProcessOptions): Promise<SiteProcess> {
  const args = ['--scenario', scenario];
  if (seed !== undefined) args.push('--seed', String(seed));
  if (ports !== undefined) args.push('--ports', JSON.stringify(ports));
  if (overrides !== undefined) args.push('--overrides', JSON.stringify(overrides));
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString('utf8')}`.slice(-4000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = await new Promise<SiteStarted>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('the simulated site did not start within 20 s'));
    }, startTimeoutMs);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(message as SiteStarted);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`the simulated site did not start: ${complaint}`));
    });
  });
  return {
    ...started,
    control: new SiteControl(started.controlUrl),
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
