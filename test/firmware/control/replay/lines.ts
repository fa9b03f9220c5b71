import { loadCatalogue } from '../../../../drivers/definitions/catalogue.ts';
import { Player } from '../../../../firmware/control/replay/player.ts';

export const catalogue = loadCatalogue();

/** What an answer holds. */
export interface Answered {
  readonly t?: number;
  readonly error?: { readonly code: string; readonly line: number };
  readonly offeredA: Readonly<Record<string, number | null>>;
  readonly phases: Readonly<Record<string, number>>;
  readonly reasons: Readonly<
    Record<string, { readonly code: string; readonly origin?: string; readonly since?: string }>
  >;
  readonly circuits: Readonly<
    Record<
      string,
      { readonly limitA: readonly number[]; readonly reason: { readonly code: string; readonly since?: string } }
    >
  >;
}

/** A house of 32 A with a meter and two boxes, in products that are known. */
export const house = (more: object = {}) => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [
    { id: 'house', fuseA: 32, limits: [{ id: 'operator', unit: 'A', value: '32 * AVAIL / 100', fallback: 6 }] },
  ],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', address: '10.0.0.1:502', role: 'grid' },
    { id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', maxCurrentA: 16 },
    { id: 'E2', definition: 'keba-p30', address: '10.0.0.21:502', maxCurrentA: 16 },
  ],
  variables: [{ name: 'AVAIL', value: 100 }],
  ...more,
});

export const noon = '2026-11-25T12:00:00.000Z';
export const header = (site: object = house()) => ({ format: 'netwacht-replay/1', site, start: noon, state: null });

/** A quiet house whose two cars draw `drawnA` each. */
export const quiet = (t: number, drawnA = 0, more: object = {}) => ({
  t,
  readings: {
    M1: { currentA: [1 + 2 * drawnA, 1 + 2 * drawnA, 1 + 2 * drawnA] },
    E1: { state: 'C', drawnA: [drawnA, drawnA, drawnA] },
    E2: { state: 'C', drawnA: [drawnA, drawnA, drawnA] },
  },
  ...more,
});

/** The same with something else said of a device, or with the device left out. */
export function but<L extends { readonly readings: object }>(
  line: L,
  readings: Readonly<Record<string, object | undefined>>,
) {
  const all = Object.entries({ ...line.readings, ...readings }).filter(([, reading]) => reading !== undefined);
  return { ...line, readings: Object.fromEntries(all) };
}

/** Plays lines and gives the answers; text goes in as it is. */
export function play(lines: readonly (object | string)[], player = new Player(catalogue)): Answered[] {
  return lines.flatMap((line) => {
    const answer = player.take(typeof line === 'string' ? line : JSON.stringify(line));
    return answer === undefined ? [] : [JSON.parse(answer.text) as Answered];
  });
}

/** Seconds from `from` on, each made into a line. */
export const seconds = <T>(from: number, count: number, line: (t: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => line(from + k));
