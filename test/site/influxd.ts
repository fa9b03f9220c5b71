import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/demo/free-port.ts';
import { patienceMs } from '../until.ts';

/** Why the tests with InfluxDB cannot run here; undefined: they can. */
export const influxMissing: string | undefined =
  spawnSync('influxd', ['version']).status === 0 ? undefined : "Debian's influxdb is not installed";

const password = 'w, ord=1';

/** InfluxDB 1.x of Debian, which asks for user and password. */
export class Influxd {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #dir: string;

  private constructor(port: number, child: ChildProcess, dir: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#process = child;
    this.#dir = dir;
  }

  /** Running, with database `netwacht` and the user `box`. */
  static async open(): Promise<Influxd> {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-influxd-'));
    const [port, inner] = [await freePort(0), await freePort(0)];
    const child = spawn('influxd', ['run', '-config', '/dev/null'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        INFLUXDB_REPORTING_DISABLED: 'true',
        INFLUXDB_BIND_ADDRESS: `127.0.0.1:${inner}`,
        INFLUXDB_META_DIR: join(dir, 'meta'),
        INFLUXDB_DATA_DIR: join(dir, 'data'),
        INFLUXDB_DATA_WAL_DIR: join(dir, 'wal'),
        INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
        INFLUXDB_HTTP_AUTH_ENABLED: 'true',
      },
    });
    const server = new Influxd(port, child, dir);
    try {
      await server.#begin();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  readonly secret = { user: 'box', password };

  /** The series of a query: name, columns, values. */
  async query(q: string): Promise<unknown> {
    const form = new URLSearchParams({ q, db: 'netwacht' });
    const headers = { authorization: `Basic ${btoa(`box:${password}`)}` };
    const response = await fetch(`${this.url}/query`, { method: 'POST', body: form, headers });
    if (!response.ok) throw new Error(`${q}: ${response.status} ${await response.text()}`);
    const { results } = (await response.json()) as { results: readonly { series?: unknown; error?: string }[] };
    if (results[0]?.error !== undefined) throw new Error(results[0].error);
    return results[0]?.series ?? [];
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    const q = `CREATE USER box WITH PASSWORD '${password}' WITH ALL PRIVILEGES`;
    const endMs = performance.now() + patienceMs;
    for (;;) {
      try {
        const made = await fetch(`${this.url}/query`, { method: 'POST', body: new URLSearchParams({ q }) });
        if (made.ok) break;
        throw new Error(`${made.status} ${await made.text()}`);
      } catch (error) {
        if (performance.now() > endMs) throw new Error('influxd does not start', { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 70));
      }
    }
    await this.query('CREATE DATABASE netwacht');
  }
}
