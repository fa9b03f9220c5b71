import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Timers } from '../link/timers.ts';
import { type ContactEvents, type ContactReader, retryMs } from './contact-reader.ts';
import {
  edgeOf,
  type GpioCommands,
  type GpioSite,
  type GpioVersion,
  getArguments,
  gpioVersion,
  levelsOf,
  monitorArguments,
} from './gpio-tools.ts';

/** gpioget needs milliseconds; one that hangs must not keep the contacts unknown unnoticed. */
const toolTimeoutMs = 5000;
/**
 * Levels are read by gpioget, edges by gpiomon, and only one of them can hold the lines: an edge in the moment between is
 * lost. So the levels are read anew soon after a start and then every 5 s: a limit is late by no more than that.
 */
const firstResyncMs = 1000;
const usualResyncMs = 5000;

export interface GpioOptions extends ContactEvents {
  readonly site: GpioSite;
  readonly commands: GpioCommands;
  readonly timers: Timers;
  /** How often the levels are read anew after the first time; 5 s when absent. */
  readonly resyncMs?: number;
}

/** Contacts on GPIO lines, by Debian's gpioget and gpiomon. */
export class GpioContacts implements ContactReader {
  readonly #options: GpioOptions;
  /** High or low, by line; empty while nobody knows. */
  readonly #high = new Map<number, boolean>();
  #version: GpioVersion | undefined;
  #monitor: ChildProcess | undefined;
  #cancel: () => void = () => {};
  #failures = 0;
  #resyncs = 0;
  #closed = false;

  constructor(options: GpioOptions) {
    this.#options = options;
    void this.#begin();
  }

  seen(): readonly (boolean | undefined)[] {
    const { lines, bias } = this.#options.site;
    return lines.map((line) => {
      const high = this.#high.get(line);
      return high === undefined || bias !== 'pull-up' ? high : !high;
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#monitor?.kill('SIGKILL');
  }

  /** Never rejects: what fails is tried again. */
  async #begin(): Promise<void> {
    const { site, commands } = this.#options;
    try {
      const version = this.#version ?? gpioVersion(await run(commands.gpiomon, ['--version']));
      if (version === undefined) throw new Error(`${commands.gpiomon} is no gpiomon of libgpiod 1 or 2`);
      this.#version = version;
      const text = await run(commands.gpioget, getArguments(site, version));
      const levels = levelsOf(text, site.lines.length);
      if (levels === undefined) throw new Error(`${commands.gpioget} says "${text.slice(0, 80).trim()}"`);
      if (this.#closed) return;
      this.#learn(site.lines.map((line, k) => [line, levels[k] === true]));
      this.#watch(version);
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  #watch(version: GpioVersion): void {
    const { site, commands, timers, resyncMs = usualResyncMs } = this.#options;
    const [command = '', ...args] = [...commands.before, commands.gpiomon, ...monitorArguments(site, version)];
    const monitor = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#monitor = monitor;
    let planned = false;
    createInterface({ input: monitor.stdout }).on('line', (text) => {
      const edge = edgeOf(text);
      if (edge !== undefined && this.#monitor === monitor && this.#high.has(edge.line))
        this.#learn([[edge.line, edge.high]]);
    });
    this.#cancel = timers.after(this.#resyncs === 0 ? firstResyncMs : resyncMs, () => {
      // It has held the lines for a while: now it counts as well again.
      this.#failures = 0;
      planned = true;
      monitor.kill('SIGKILL');
    });
    this.#resyncs += 1;
    const ended = (why: string) => {
      if (this.#monitor !== monitor) return;
      this.#monitor = undefined;
      this.#cancel();
      if (this.#closed) return;
      if (planned) void this.#begin();
      else this.#failed(why);
    };
    monitor.once('error', (error) => ended(error.message));
    monitor.once('exit', (code, signal) => ended(`gpiomon ended with ${signal ?? code}`));
  }

  #learn(levels: readonly (readonly [number, boolean])[]): void {
    const moved = levels.some(([line, high]) => this.#high.get(line) !== high);
    for (const [line, high] of levels) this.#high.set(line, high);
    if (moved) this.#options.onChange();
  }

  #failed(why: string): void {
    if (this.#closed) return;
    this.#failures += 1;
    this.#resyncs = 0;
    if (this.#failures === 1) this.#options.onTrouble(`GPIO contacts cannot be read: ${why}`);
    this.#high.clear();
    this.#options.onChange();
    this.#cancel = this.#options.timers.after(retryMs(this.#failures), () => void this.#begin());
  }
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: toolTimeoutMs, maxBuffer: 4096, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command}: ${stderr.trim().slice(0, 200) || error.message}`, { cause: error }));
    });
  });
}
