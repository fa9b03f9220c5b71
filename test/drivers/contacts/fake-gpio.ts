import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GpioCommands } from '../../../drivers/contacts/gpio-tools.ts';

/**
 * A gpioget and a gpiomon that are scripts: they say which version they are, note how they are called, give the levels of a
 * file, and print the lines of a feed while it grows.
 */
export class FakeGpio {
  readonly dir = mkdtempSync(join(tmpdir(), 'netwacht-gpio-'));
  readonly #version: string;

  constructor(version: string, levels: string) {
    this.#version = version;
    this.levels(levels);
    writeFileSync(this.#path('feed'), '');
    writeFileSync(this.#path('calls'), '');
    this.#script('gpioget', [`cat ${this.#path('levels')}`]);
    // tail follows the feed as gpiomon waits for edges; exec, so that a kill reaches it.
    this.#script('gpiomon', [
      `if [ -e ${this.#path('broken')} ]; then exit 1; fi`,
      `echo $$ > ${this.#path('pid')}`,
      `exec tail -n 0 -s 0.02 -f ${this.#path('feed')}`,
    ]);
  }

  commands(before: readonly string[] = []): GpioCommands {
    return { gpiomon: this.#path('gpiomon'), gpioget: this.#path('gpioget'), before };
  }

  levels(text: string): void {
    writeFileSync(this.#path('levels'), `${text}\n`);
  }

  prints(line: string): void {
    writeFileSync(this.#path('feed'), `${line}\n`, { flag: 'a' });
  }

  breaks(broken: boolean): void {
    if (broken) writeFileSync(this.#path('broken'), '');
    else rmSync(this.#path('broken'), { force: true });
  }

  get calls(): readonly string[] {
    return readFileSync(this.#path('calls'), 'utf8').trimEnd().split('\n');
  }

  /** The process that plays gpiomon now. */
  get pid(): number | undefined {
    const file = this.#path('pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined;
  }

  end(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #path = (name: string) => join(this.dir, name);

  #script(name: string, lines: readonly string[]): void {
    const version = `if [ "$1" = --version ]; then echo "${name} (libgpiod) ${this.#version}"; exit 0; fi`;
    const text = ['#!/bin/sh', version, `echo "${name} $*" >> ${this.#path('calls')}`, ...lines, ''].join('\n');
    writeFileSync(this.#path(name), text);
    chmodSync(this.#path(name), 0o755);
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
};
