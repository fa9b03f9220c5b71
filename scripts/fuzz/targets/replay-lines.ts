import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { Player } from '../../../firmware/control/replay/player.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const header = {
  format: 'netwacht-replay/1',
  start: '2026-11-25T12:00:00Z',
  state: null,
  site: {
    ...{ name: 'x', timezone: 'Europe/Berlin' },
    circuits: [{ id: 'house', fuseA: 40, limits: [{ id: 'o', unit: 'W', value: '9000*AVAIL/100', fallback: 4200 }] }],
    devices: [
      { id: 'M1', definition: 'a-meter', address: '10.0.0.1:502', role: 'grid', circuit: 'house' },
      { id: 'E1', definition: 'a-box', address: '10.0.0.2:502', circuit: 'house' },
    ],
    variables: [{ name: 'AVAIL', value: 100 }],
  },
};
const cycles = [
  { t: 0, readings: { M1: { currentA: [3, 2, 1] }, E1: { state: 'C', drawnA: [6, 6, 6], offeredA: 6 } } },
  { t: 1, at: '2026-11-25T13:00:00Z', readings: { M1: { powerW: [700, 0, -5] } }, age: { M1: 2 }, set: { AVAIL: 40 } },
  {
    t: 2,
    limits: [{ id: 'l', origin: 'smgw', circuit: 'house', unit: 'A', value: 10 }],
    events: [{ kind: 'override', chargePoint: 'E1', limitA: 8, until: 'unplug' }, { kind: 'restart' }],
  },
  { t: 3, readings: { E1: { state: 'A', lastWrite: 'failed' } }, variables: { AVAIL: null } },
];
const linesOf = (count: number): string =>
  [header, ...cycles.slice(0, count)].map((line) => JSON.stringify(line)).join('\n');

/** Lines of a replay file, header and cycles, and the decisions that come of them. */
export const replayLines: FuzzTarget = {
  name: 'replay-lines',
  share: 4,
  maxBytes: 8_000,
  words: [
    '\n',
    '{"t":9}',
    '"readings":',
    '"E1":',
    '"M1":',
    '"set":',
    '"limits":',
    '"events":',
    '{"kind":"restart"}',
    '"exact":{}',
  ],
  open() {
    const catalogue = loadCatalogue();
    return {
      seeds: [1, 2, 3, 4].map(linesOf),
      take(input) {
        const player = new Player(catalogue);
        for (const line of input.toString('utf8').split('\n')) {
          const answer = player.take(line);
          if (answer === undefined) continue;
          const told: unknown = JSON.parse(answer.text);
          mustBeFinite(told);
          if (answer.fault === undefined) mustBoundOffers(told);
        }
      },
    };
  },
};

/** Whatever the lines say: no offer above the fuse of a site that stands. */
function mustBoundOffers(told: unknown): void {
  const { offeredA = {} } = told as { readonly offeredA?: Readonly<Record<string, number>> };
  for (const amperes of Object.values(offeredA)) mustHold(amperes >= 0 && amperes <= 10_000, `${amperes} A offered`);
}
