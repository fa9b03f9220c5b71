import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LeaderAnswer } from '../../firmware/domain/leader.ts';
import type { State } from '../../firmware/domain/state.ts';
import { freePort } from '../../scripts/demo/free-port.ts';
import { type SiteProcess, startSiteProcess } from '../../scripts/site/site-process.ts';
import { patienceMs } from '../until.ts';
import { authorization, password } from './box.ts';
import { FirmwareProcess, Output } from './firmware-process.ts';

type Document = Record<string, unknown> & {
  devices: { id: string }[];
  lines: unknown[];
  circuits: Record<string, unknown>[];
};

const json = { 'content-type': 'application/json' };
const lookEveryMs = 200;

/** The way between leader and member, which can be cut or slow. */
export class Way {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  cut = false;
  delayMs = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(port: number, to: number): Promise<Way> {
    const server = createServer();
    const way = new Way(server);
    server.on('connection', (near) => {
      const far = connect(to, '127.0.0.1');
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        way.#sockets.add(from);
        from.on('data', (bytes) => {
          // What is cut off is lost, as where a cable is pulled: nobody is told so.
          if (way.cut) return;
          setTimeout(() => !way.cut && into.writable && into.write(bytes), way.delayMs);
        });
        from.on('error', () => into.destroy());
        from.on('close', () => {
          way.#sockets.delete(from);
          into.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return way;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** One of the boxes. */
export class OneBox {
  readonly port: number;
  readonly dataDir: string;
  readonly output = new Output();
  #firmware: FirmwareProcess | undefined;

  constructor(port: number, dataDir: string) {
    this.port = port;
    this.dataDir = dataDir;
  }

  async start(): Promise<void> {
    this.#firmware = new FirmwareProcess({ port: this.port, dataDir: this.dataDir }, this.output);
    await until(
      'a box answers',
      async () => (await this.ask('GET', '/api/v1/setup')).status === 200,
      patienceMs,
      this.output,
    );
  }

  async kill(): Promise<void> {
    await this.#firmware?.kill('SIGKILL');
    this.#firmware = undefined;
  }

  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      ...{ method, headers: { authorization, ...json }, signal: AbortSignal.timeout(8000) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  async must(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, json: answer } = await this.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Undefined while it is not there. */
  async state(): Promise<State | undefined> {
    try {
      const { status, json: state } = await this.ask('GET', '/api/v1/state');
      return status === 200 ? (state as State) : undefined;
    } catch {
      // It is down, which the test has done; whoever waits has a deadline.
      return undefined;
    }
  }

  async led(): Promise<LeaderAnswer | undefined> {
    try {
      const { status, json: answer } = await this.ask('GET', '/api/v1/leader');
      return status === 200 ? (answer as LeaderAnswer) : undefined;
    } catch {
      return undefined;
    }
  }
}

export async function until(
  what: string,
  ask: () => Promise<boolean>,
  withinMs: number,
  output?: Output,
): Promise<number> {
  const fromMs = performance.now();
  for (;;) {
    if (await ask().catch(() => false)) return performance.now() - fromMs;
    if (performance.now() - fromMs > withinMs)
      throw new Error(`not within ${withinMs / 1000} s: ${what}\n${output?.tail() ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** What flowed through the one fuse, looked at all the time. */
export interface Flow {
  readonly fuseA: number;
  mostA: number;
  /** The longest time that it was above the fuse in one go, ms. */
  longestAboveMs: number;
  samples: number;
}

/** Three boxes and more on one plant: the first has the meter and leads the others. */
export class SeveralBoxes {
  readonly site: SiteProcess;
  readonly boxes: readonly OneBox[];
  readonly ways: readonly Way[];
  readonly shareA: number;
  readonly flow: Flow;
  readonly #folder: string;
  readonly #watch: NodeJS.Timeout;
  #aboveSinceMs: number | undefined;

  private constructor(
    site: SiteProcess,
    boxes: readonly OneBox[],
    ways: readonly Way[],
    shareA: number,
    fuseA: number,
    folder: string,
  ) {
    this.site = site;
    this.boxes = boxes;
    this.ways = ways;
    this.shareA = shareA;
    this.#folder = folder;
    this.flow = { fuseA, mostA: 0, longestAboveMs: 0, samples: 0 };
    this.#watch = setInterval(() => void this.#look(), lookEveryMs);
  }

  static async open({ count = 3, each }: { readonly count?: number; readonly each: number }): Promise<SeveralBoxes> {
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-boxes-'));
    const site = await startSiteProcess({ scenario: 'many', seed: 11, overrides: { count: count * each } });
    await site.control.setHouse([3, 3, 3]);
    const document = site.document as Document;
    const fuseA = Number(document.circuits[0]?.fuseA);
    const boxes: OneBox[] = [];
    for (let k = 0; k < count; k += 1) boxes.push(new OneBox(await freePort(0), join(folder, `box-${k}`)));
    const ports: number[] = [];
    for (let k = 1; k < count; k += 1) ports.push(await freePort(0));
    const ways = await Promise.all(ports.map((port, k) => Way.open(port, boxes[k + 1]?.port ?? 0)));
    const shareA = 6 * each;
    const tokens: string[] = [];
    const several = new SeveralBoxes(site, boxes, ways, shareA, fuseA, folder);
    try {
      await Promise.all(
        boxes.map(async (box, k) => {
          await box.start();
          await box.must('POST', '/api/v1/setup', { password });
          const own = document.devices.filter(({ id }) => {
            const number = Number(id.slice(1));
            return id.startsWith('E') && number > k * each && number <= (k + 1) * each;
          });
          const common = {
            ...{ name: k === 0 ? 'Leader' : `Row ${k}`, timezone: 'Europe/Amsterdam' },
            circuits: [{ id: 'house', name: 'House connection', fuseA }],
            timing: { minOnS: 5, minPauseS: 5, raiseIntervalS: 2 },
          };
          if (k > 0) {
            await box.must('PUT', '/api/v1/site', {
              ...common,
              devices: own,
              leader: { circuit: 'house', failsafeA: shareA },
            });
            const made = (await box.must('POST', '/api/v1/tokens', { name: 'leader', role: 'leader' })) as {
              token: string;
            };
            tokens[k - 1] = made.token;
            return;
          }
          await box.must('PUT', '/api/v1/site', {
            ...common,
            lines: document.lines,
            devices: [document.devices[0], ...own],
          });
        }),
      );
      await several.#lead(tokens, ports);
      return several;
    } catch (error) {
      const tails = boxes.map(({ output }) => output.tail(6)).join('\n');
      await several.close();
      throw new Error(`the boxes could not be set up\n${tails}`, { cause: error });
    }
  }

  async #lead(tokens: readonly string[], ports: readonly number[]): Promise<void> {
    const [leader] = this.boxes;
    for (const k of ports.keys()) {
      await leader?.must('PUT', `/api/v1/secrets/member-${k + 1}`, { password: tokens[k] });
    }
    const site = (await leader?.must('GET', '/api/v1/site')) as Record<string, unknown>;
    const members = ports.map((port, k) => ({
      ...{ id: `row${k + 1}`, address: `http://127.0.0.1:${port}`, token: `member-${k + 1}`, failsafeA: this.shareA },
    }));
    await leader?.must('PUT', '/api/v1/site', { ...site, members });
  }

  /** All members are led and nobody waits for a confirmation. */
  async allLed(): Promise<boolean> {
    const states = await Promise.all(this.boxes.slice(1).map((box) => box.led()));
    return states.every((state) => state?.state === 'granted');
  }

  async drawnA(): Promise<number> {
    const { connection } = await this.site.control.state();
    return Math.max(...connection.currentA);
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await Promise.all(this.boxes.map((box) => box.kill()));
    await Promise.all(this.ways.map((way) => way.close()));
    await this.site.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #look(): Promise<void> {
    try {
      const mostA = await this.drawnA();
      const nowMs = performance.now();
      const { flow } = this;
      flow.samples += 1;
      flow.mostA = Math.max(flow.mostA, mostA);
      if (mostA <= flow.fuseA) this.#aboveSinceMs = undefined;
      else this.#aboveSinceMs ??= nowMs;
      if (this.#aboveSinceMs !== undefined)
        flow.longestAboveMs = Math.max(flow.longestAboveMs, nowMs - this.#aboveSinceMs + lookEveryMs);
    } catch {
      // The plant is being stopped.
    }
  }
}
