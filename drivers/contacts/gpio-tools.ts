import type { ContactSourceSite } from '../../firmware/domain/site/grid.ts';

export type GpioSite = Extract<ContactSourceSite, { kind: 'gpio' }>;

/** Debian's libgpiod tools: 1.6 (bookworm) and 2.x (trixie) have other command lines. */
export type GpioVersion = 1 | 2;

export interface GpioCommands {
  readonly gpiomon: string;
  readonly gpioget: string;
  /** Put before gpiomon, which must not outlive us: it keeps the lines busy. */
  readonly before: readonly string[];
}

/** util-linux has the end of the parent signalled; coreutils has lines written one by one. */
export const debianGpioCommands: GpioCommands = {
  gpiomon: 'gpiomon',
  gpioget: 'gpioget',
  before: ['setpriv', '--pdeathsig', 'KILL', '--', 'stdbuf', '-oL'],
};

/** `gpiomon (libgpiod) v1.6.3` -> 1; undefined for anything else. */
export function gpioVersion(text: string): GpioVersion | undefined {
  const major = /\(libgpiod\) v(\d+)\./.exec(text)?.[1];
  return major === '1' ? 1 : major === '2' ? 2 : undefined;
}

/** Reads all lines once: `1 0`. */
export function getArguments({ chip, lines, bias }: GpioSite, version: GpioVersion): readonly string[] {
  const numbers = lines.map(String);
  return version === 1 ? ['-B', bias, chip, ...numbers] : ['--numeric', '-b', bias, '-c', chip, ...numbers];
}

/** Prints each edge: `17 1` or `17 rising`. */
export function monitorArguments({ chip, lines, bias }: GpioSite, version: GpioVersion): readonly string[] {
  const numbers = lines.map(String);
  return version === 1
    ? ['-b', '-B', bias, '-F', '%o %e', chip, ...numbers]
    : ['-b', bias, '-F', '%o %E', '-c', chip, ...numbers];
}

/** High or low for each line; undefined when the text is something else. */
export function levelsOf(text: string, count: number): readonly boolean[] | undefined {
  const values = text.trim().split(/\s+/);
  return values.length === count && values.every((value) => value === '0' || value === '1')
    ? values.map((value) => value === '1')
    : undefined;
}

export interface GpioEdge {
  readonly line: number;
  readonly high: boolean;
}

/** One printed edge; undefined for a line of something else. */
export function edgeOf(text: string): GpioEdge | undefined {
  const found = /^(\d{1,4}) (0|1|rising|falling)$/.exec(text.trim());
  return found === null ? undefined : { line: Number(found[1]), high: found[2] === '1' || found[2] === 'rising' };
}
