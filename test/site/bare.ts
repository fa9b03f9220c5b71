import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/demo/free-port.ts';
import type { ProcessEnd } from '../../scripts/supervise.ts';
import { patienceMs } from '../until.ts';
import { FirmwareProcess, Output } from './firmware-process.ts';

export const password = 'tulip-Canal-7-quay';
export const json = { 'content-type': 'application/json' };
export const basic = { authorization: `Basic ${btoa(`admin:${password}`)}` };

/** The firmware alone on a fresh data folder, with HTTPS. */
export class Bare {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'netwacht-bare-'));
  readonly output = new Output(10_000);
  port = 0;
  httpsPort = 0;
  #firmware: FirmwareProcess | undefined;

  async start(env: Record<string, string> = {}, httpsPort?: number): Promise<void> {
    this.port = await freePort(0);
    this.httpsPort = httpsPort ?? (await freePort(0));
    const { port, dataDir } = this;
    const all = { NETWACHT_HTTPS_PORT: String(this.httpsPort), ...env };
    this.#firmware = new FirmwareProcess({ port, dataDir, env: all }, this.output);
    await this.until(() => this.ask('/api/v1/setup').then(({ status }) => status === 200));
  }

  ask(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  send(method: string, path: string, body: unknown): Promise<Response> {
    return this.ask(path, { method, headers: { ...json, ...basic }, body: JSON.stringify(body) });
  }

  /** The certificate that is shown on the HTTPS port, as OpenSSL prints its hash. */
  fingerprint(): string {
    const shown = execFileSync('openssl', ['s_client', '-connect', `127.0.0.1:${this.httpsPort}`], {
      ...{ input: '', encoding: 'utf8' as const, stdio: ['pipe', 'pipe', 'ignore'] },
    });
    return execFileSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], { input: shown, encoding: 'utf8' });
  }

  async until(ask: () => Promise<boolean> | boolean): Promise<void> {
    for (const endMs = performance.now() + patienceMs; ; ) {
      this.#firmware?.mustRun();
      if (await (async () => ask())().catch(() => false)) return;
      if (performance.now() > endMs) throw new Error(`not within ${patienceMs / 1000} s\n${this.output.tail()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  served = () => this.until(() => this.output.tail(10_000).includes('served over HTTPS'));

  /** Started, claimed, with this site. */
  async startWith(site: object, env: Record<string, string> = {}): Promise<void> {
    await this.start(env);
    assert.equal((await this.claim()).status, 201);
    assert.equal((await this.send('PUT', '/api/v1/site', site)).status, 200);
  }

  claim(): Promise<Response> {
    return this.ask('/api/v1/setup', { method: 'POST', headers: json, body: JSON.stringify({ password }) });
  }

  /** Settles when the program has ended by itself. */
  get ended(): Promise<ProcessEnd> | undefined {
    return this.#firmware?.ended;
  }

  async kill(): Promise<void> {
    await this.#firmware?.kill('SIGKILL');
  }

  /** A stop in good order. */
  async stop(): Promise<void> {
    await this.#firmware?.kill('SIGTERM');
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
