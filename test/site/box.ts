import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PerPhase, State } from '../../firmware/api/shapes.ts';
import { freePort } from '../../scripts/demo/free-port.ts';
import type { PlantState } from '../../scripts/site/control-shapes.ts';
import type { WriteRecord } from '../../scripts/site/modbus/write-log.ts';
import { type SiteProcess, startSiteProcess } from '../../scripts/site/site-process.ts';
import type { ProcessEnd } from '../../scripts/supervise.ts';
import { patienceMs } from '../until.ts';
import { FirmwareProcess, type FirmwareStart, Output } from './firmware-process.ts';

export const password = 'tulip-Canal-7-quay';
export const authorization = `Basic ${btoa(`admin:${password}`)}`;

/** A look costs both programs work: the longer it takes, the less often it is asked. What lasts a cycle (1 s) is seen. */
const lookEveryMs = { first: 40, last: 200, growth: 1.25 } as const;

export type Document = Record<string, unknown>;

/** In every box: who was stopped may go on a second later, also who was stopped for others. By itself that lasts minutes. */
export const quickTiming = { minPauseS: 1, surplusPauseS: 1, raiseIntervalS: 1 } as const;

export interface BoxOptions {
  /** Absent: a fresh one that goes away with the box. */
  readonly dataDir?: string;
  /** What the test needs otherwise in the site document of the scenario. */
  readonly edit?: (document: Document) => Document;
  /** What the house draws, unchanging; a test that asks for a limit must not meet a kettle. */
  readonly houseA?: PerPhase;
  /** False: the firmware is left to be started by the test. */
  readonly start?: boolean;
}

export interface Reply {
  readonly status: number;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  readonly text: string;
  readonly headers: Headers;
}

/** What is not as it should be; notes for the installer are left out. */
export const troubles = ({ health }: State) => health.filter(({ severity }) => severity !== 'info');

/** What a look at both ends shows: what the firmware says and what is really so. */
export interface Look {
  readonly state: State;
  readonly plant: PlantState;
}

/** The whole product against a simulated site: two processes, real sockets, a data folder. */
export class Box {
  readonly site: SiteProcess;
  readonly dataDir: string;
  readonly port: number;
  readonly siteFile: string;
  readonly output = new Output();
  readonly #folders: readonly string[];
  #firmware: FirmwareProcess | undefined;

  private constructor(parts: {
    site: SiteProcess;
    dataDir: string;
    port: number;
    siteFile: string;
    folders: readonly string[];
  }) {
    this.site = parts.site;
    this.dataDir = parts.dataDir;
    this.port = parts.port;
    this.siteFile = parts.siteFile;
    this.#folders = parts.folders;
  }

  /** Starts site and firmware and claims the box; leaves nothing behind when that fails. */
  static async open(options: BoxOptions = {}): Promise<Box> {
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-box-'));
    const site = await startSiteProcess({ scenario: 'house', seed: 7 });
    const siteFile = join(folder, 'site.json');
    const dataDir = options.dataDir ?? join(folder, 'data');
    const box = new Box({ site, dataDir, port: await freePort(0), siteFile, folders: [folder] });
    try {
      await site.control.setHouse(options.houseA ?? [2, 2, 2]);
      const quick = { ...site.document, timing: quickTiming };
      writeFileSync(siteFile, JSON.stringify(options.edit?.(quick) ?? quick));
      if (options.start !== false) {
        await box.start({ withSite: true });
        await box.claim();
      }
      return box;
    } catch (error) {
      await box.close();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the firmware on the data folder and waits until it answers. */
  async start({
    withSite = false,
    env,
  }: { readonly withSite?: boolean } & Pick<FirmwareStart, 'env'> = {}): Promise<void> {
    const { port, dataDir, siteFile, output } = this;
    const firmware = new FirmwareProcess(
      { port, dataDir, ...(withSite ? { siteFile } : {}), ...(env === undefined ? {} : { env }) },
      output,
    );
    this.#firmware = firmware;
    await this.until('the API answers', async () => {
      firmware.mustRun();
      return (await this.ask('/api/v1/setup')).status === 200;
    });
  }

  async claim(): Promise<void> {
    const body = JSON.stringify({ password });
    const reply = await this.ask('/api/v1/setup', { method: 'POST', headers: json, body });
    if (reply.status !== 201) throw new Error(`the box could not be claimed: ${reply.status} ${reply.text}`);
  }

  /** Ends the firmware and waits until it is gone. */
  async kill(signal: NodeJS.Signals): Promise<ProcessEnd> {
    if (this.#firmware === undefined) throw new Error('the firmware does not run');
    const end = await this.#firmware.kill(signal);
    this.#firmware = undefined;
    return end;
  }

  /** One request as nobody. */
  async ask(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(patienceMs), ...init });
    const text = await response.text();
    return { status: response.status, json: parsed(text), text, headers: response.headers };
  }

  /** As the administrator. */
  get(path: string): Promise<Reply> {
    return this.ask(path, { headers: { authorization } });
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.#send('POST', path, body);
  }

  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#send('PUT', path, body, headers);
  }

  /** The operator's call: sets one variable; throws when it is refused. */
  async setVariable(name: string, value: number): Promise<void> {
    const reply = await this.get(`/cnf?cmd=set_cm_vars&name=${name}&val=${value}`);
    if (reply.status !== 200) throw new Error(`${name} was not taken: ${reply.status} ${reply.text}`);
  }

  async variables(): Promise<unknown> {
    return (await this.get('/cnf?cmd=get_cm_vars')).json;
  }

  /** The live state; undefined while the box starts. */
  async state(): Promise<State | undefined> {
    const { status, json: body, text } = await this.get('/api/v1/state');
    if (status === 503) return undefined;
    if (status !== 200) throw new Error(`no state: ${status} ${text}`);
    return body as State;
  }

  async look(): Promise<Look | undefined> {
    const state = await this.state();
    return state === undefined ? undefined : { state, plant: await this.site.control.state() };
  }

  /** Looks until it is as said, and returns that look. */
  async waitFor(what: string, holds: (look: Look) => boolean): Promise<Look> {
    let last: Look | undefined;
    let found: Look | undefined;
    await this.until(
      what,
      async () => {
        this.#firmware?.mustRun();
        last = await this.look();
        if (last !== undefined && holds(last)) found = last;
        return found !== undefined;
      },
      () => describeLook(last),
    );
    return found as Look;
  }

  /** Set-points that were written to the charge points since a moment of `now`, oldest first. */
  async setpointsSince(atMs: number): Promise<readonly WriteRecord[]> {
    const { writes } = await this.site.control.writesSince(atMs);
    return writes.filter(({ setpoint }) => setpoint);
  }

  /** The moment now, on the clock of recorded writes. */
  async now(): Promise<number> {
    return (await this.site.control.state()).atMs;
  }

  /** Asks again and again; what fails counts as "not yet" until the deadline. */
  async until(
    what: string,
    ask: () => Promise<boolean>,
    facts: () => string = () => '',
    withinMs = patienceMs,
  ): Promise<void> {
    const endMs = performance.now() + withinMs;
    for (
      let everyMs: number = lookEveryMs.first;
      ;
      everyMs = Math.min(everyMs * lookEveryMs.growth, lookEveryMs.last)
    ) {
      let cause: unknown;
      try {
        if (await ask()) return;
      } catch (error) {
        cause = error;
      }
      if (performance.now() > endMs) {
        const log = this.output.tail();
        throw new Error(`not within ${withinMs / 1000} s: ${what}\n${facts()}\n${log}`, { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  /** Ends both processes and removes the folders; to be called in `after`, also when a test failed. */
  async close(): Promise<void> {
    await this.#firmware?.kill('SIGKILL');
    await this.site.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  #send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask(path, {
      method,
      headers: { authorization, ...json, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

const json = { 'content-type': 'application/json' };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is JSON; the test looks at the text then.
    return undefined;
  }
}

function describeLook(look: Look | undefined): string {
  if (look === undefined) return 'there is no state yet';
  const { state, plant } = look;
  const points = state.chargePoints.map(({ id, state: car, offeredA, reason }) => {
    const box = plant.chargePoints[id];
    const drawn = box?.drawnA.map((amperes) => amperes.toFixed(1)).join(' ');
    return `${id}: ${car}, offered ${offeredA} A (${reason.code}), register ${box?.registerA} A, holds ${box?.offeredA} A, draws ${drawn}`;
  });
  const [circuit] = state.circuits;
  return [
    `cycle ${state.cycle}, limit ${circuit?.limitW} W (${circuit?.reason.code}), true power ${Math.round(plant.connection.powerW)} W`,
    ...points,
    `health: ${state.health.map(({ id }) => id).join(', ')}`,
  ].join('\n');
}
