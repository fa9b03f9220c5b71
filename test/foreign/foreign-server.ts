import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Modbus implementations that are not ours, from Debian. */
export const foreignKinds = ['libmodbus', 'pymodbus'] as const;
export type ForeignKind = (typeof foreignKinds)[number];

export type Space = 'coil' | 'discrete' | 'holding' | 'input';

/** A write request as the foreign server took it off the wire. */
export interface ForeignWrite {
  readonly unit: number;
  readonly function: number;
  readonly address: number;
  readonly values: readonly number[];
}

type Endpoint = 'tcp' | 'rtu-over-tcp' | 'ascii-over-tcp';

interface Event {
  readonly ready?: Partial<Record<Endpoint, number>>;
  readonly write?: ForeignWrite;
  readonly connections?: number;
  readonly done?: number;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const compiledFolder = fileURLToPath(new URL('../../build/out/foreign/', import.meta.url));
/** Debian's own: another Python of the machine does not have its packages. */
const python = '/usr/bin/python3';
const startMs = 20_000;

/** Why a kind cannot be used on this machine, or undefined. */
export function whyAbsent(kind: ForeignKind): string | undefined {
  if (kind === 'pymodbus') {
    const found = spawnSync(python, ['-c', 'import pymodbus, serial_asyncio'], { stdio: 'ignore' }).status === 0;
    return found ? undefined : 'python3-pymodbus or python3-serial-asyncio is missing';
  }
  if (spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status !== 0) return 'gcc is missing';
  return existsSync('/usr/include/modbus/modbus.h') ? undefined : 'libmodbus-dev is missing';
}

/** Compiles a program of this folder against libmodbus, once for each state of its source; the answer is its path. */
export function compiled(name: string): string {
  const source = join(folder, `${name}.c`);
  const path = join(
    compiledFolder,
    `${name}-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)}`,
  );
  if (existsSync(path)) return path;
  mkdirSync(compiledFolder, { recursive: true });
  const made = `${path}.${process.pid}`;
  const { status, stderr } = spawnSync('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', made, source, '-lmodbus']);
  if (status !== 0) throw new Error(`gcc could not compile ${source}: ${stderr}`);
  renameSync(made, path);
  return path;
}

/** A foreign server at work. Its units answer what `put` gave them and refuse every other address with exception 2. */
export class ForeignServer {
  readonly kind: ForeignKind;
  /** `host:port` of each TCP endpoint asked for. */
  readonly addresses: Readonly<Partial<Record<Endpoint, string>>>;
  /** TCP connections open now, and the most that ever were at the same time. */
  connections = 0;
  mostConnections = 0;
  readonly #child: ChildProcess;
  #writes: ForeignWrite[] = [];
  #hasEnded = false;
  #asked = 0;
  #done = 0;
  #waiting: { readonly until: number; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  constructor(kind: ForeignKind, child: ChildProcess, ready: Partial<Record<Endpoint, number>>) {
    this.kind = kind;
    this.#child = child;
    this.addresses = Object.fromEntries(Object.entries(ready).map(([name, port]) => [name, `127.0.0.1:${port}`]));
  }

  /** To be called with each event of the process. */
  took(event: Event): void {
    if (event.write !== undefined) this.#writes.push(event.write);
    if (event.connections !== undefined) {
      this.connections = event.connections;
      this.mostConnections = Math.max(this.mostConnections, event.connections);
    }
    if (event.done === undefined) return;
    this.#done = event.done;
    for (const waiting of this.#waiting.filter((w) => w.until <= this.#done)) waiting.resolve();
    this.#waiting = this.#waiting.filter((w) => w.until > this.#done);
  }

  /** To be called when the process ended: nobody waits for it any longer. */
  ended(): void {
    this.#hasEnded = true;
    for (const { reject } of this.#waiting) reject(new Error(`the ${this.kind} server ended`));
    this.#waiting = [];
  }

  /** Gives registers (0..65535) or bits (0, 1) to a unit, from an address on. */
  put(unit: number, space: Space, address: number, values: readonly number[]): void {
    this.#order({ unit, space, address, values });
  }

  /** The unit has no register any more. */
  clear(unit: number): void {
    this.#order({ clear: unit });
  }

  /** Closes every TCP connection from the server's side. */
  drop(): void {
    this.#order({ drop: 0 });
  }

  /** Takes requests and answers none while it is on. */
  mute(on: boolean): void {
    this.#order({ mute: on ? 1 : 0 });
  }

  /** Resolves when all orders are carried out and all writes before them are known here. */
  settled(): Promise<void> {
    if (this.#done >= this.#asked) return Promise.resolve();
    if (this.#hasEnded) return Promise.reject(new Error(`the ${this.kind} server ended`));
    const until = this.#asked;
    return new Promise((resolve, reject) => this.#waiting.push({ until, resolve, reject }));
  }

  /** The write requests to a unit since the last call, in order. */
  async writes(unit: number): Promise<readonly ForeignWrite[]> {
    // What was printed before the answer has arrived with it.
    this.#order({ sync: 0 });
    await this.settled();
    const writes = this.#writes.filter((write) => write.unit === unit);
    this.#writes = this.#writes.filter((write) => write.unit !== unit);
    return writes;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) resolve();
      else {
        this.#child.once('exit', () => resolve());
        this.#child.kill();
      }
    });
  }

  #order(order: object): void {
    this.#asked += 1;
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

/** Starts a server with these endpoints: `tcp`, `rtu-over-tcp`, `serial:PATH`; pymodbus also `ascii-over-tcp`, `ascii:PATH`. */
export function startForeignServer(kind: ForeignKind, endpoints: readonly string[]): Promise<ForeignServer> {
  const [program, ...args] =
    kind === 'libmodbus' ? [compiled('libmodbus-server')] : [python, join(folder, 'pymodbus_server.py')];
  const child = spawn(program, [...args, ...endpoints], { stdio: ['pipe', 'pipe', 'inherit'] });
  const orphaned = (): void => void child.kill();
  process.once('exit', orphaned);
  // What is still written to one that ended is reported by the end itself.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    let server: ForeignServer | undefined;
    const fail = (why: string): void => reject(new Error(`the ${kind} server did not start: ${why}`));
    const late = setTimeout(() => {
      child.kill();
      fail(`no word within ${startMs} ms`);
    }, startMs);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(late);
      process.removeListener('exit', orphaned);
      fail(`it ended with ${code}`);
      server?.ended();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Event;
      if (event.ready !== undefined) {
        clearTimeout(late);
        server = new ForeignServer(kind, child, event.ready);
        resolve(server);
      } else server?.took(event);
    });
  });
}
