import type { PointEvents, PointFacts, RuleStates } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

/** What a box answers about one charge point of the sample state. `sent`: what it was asked to change, in order. */
export function fakePoint(
  id = 'E1',
  given: { readonly facts?: Partial<PointFacts>; readonly routes?: Readonly<Record<string, FakeRoute>> } = {},
) {
  const path = `/api/v1/charge-points/${id}`;
  const sent: [route: string, body: Record<string, unknown>][] = [];
  const take =
    (route: string): FakeRoute =>
    (body) => {
      sent.push([route, body]);
      return [204];
    };
  const routes: Record<string, FakeRoute> = {
    [`GET ${path}`]: () => [200, { ...facts(id), ...given.facts }],
    [`GET ${path}/events`]: () => [200, events(id)],
    [`GET ${path}/rules`]: () => [200, rules(id)],
    [`GET ${path}/schedule`]: () => [200, null],
    [`GET ${path}/authorise`]: () => [
      200,
      { chargePoint: id, user: 'anna', tag: null, authorised: true, paused: false, budget: null },
    ],
    'GET /api/v1/sessions': () => [200, { sessions: [session(id)] }],
    [`PUT ${path}/override`]: take('PUT override'),
    [`DELETE ${path}/override`]: take('DELETE override'),
    [`PUT ${path}/need`]: take('PUT need'),
    [`PUT ${path}/phases`]: take('PUT phases'),
    [`DELETE ${path}/authorise`]: take('DELETE authorise'),
    ...given.routes,
  };
  return { routes, sent };
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const facts = (id: string): PointFacts => ({
  id,
  priority: 3,
  phaseSwitch: 'auto',
  switches: true,
  guarded: false,
  limits: [],
  circuits: [
    { id: 'garage', limits: [] },
    {
      id: 'house',
      limits: [
        {
          id: 'operator',
          unit: 'W',
          value: '55000 * AVAIL / 100',
          fallback: 4200,
          reads: [{ name: 'AVAIL', value: 40 }],
        },
      ],
    },
  ],
});

const events = (id: string): PointEvents => ({
  chargePoint: id,
  since: minutesAgo(300),
  events: [
    { at: minutesAgo(5), kind: 'offer', fromA: 16, toA: 11 },
    { at: minutesAgo(6), kind: 'reason', code: 'variable', circuit: 'house' },
    { at: minutesAgo(30), kind: 'fault', code: 'deviceLost', ended: true },
    { at: minutesAgo(31), kind: 'fault', code: 'deviceLost', ended: false },
    { at: minutesAgo(61), kind: 'state', from: 'B', to: 'C' },
    { at: minutesAgo(61.5), kind: 'authorised', on: true },
    { at: minutesAgo(62), kind: 'state', from: 'A', to: 'B' },
  ],
});

const rules = (id: string): RuleStates => ({
  chargePoint: id,
  at: minutesAgo(0),
  off: false,
  lists: [
    {
      ...{
        of: 'own',
        id: null,
        valueA: 16,
        surplus: false,
        held: false,
        decidedBy: 'cheap',
        shownId: 1,
        cutOff: false,
      },
      rules: [
        {
          ...{ id: 'cheap', name: 'Cheap tariff', set: null, condition: true, result: true, held: false, acted: true },
          ...{ value: 16, why: { code: 'price', value: 12, bound: 20, until: null, start: null } },
        },
        {
          ...{ id: 'sun', name: null, set: null, condition: false, result: false, held: false, acted: false },
          ...{ value: null, why: { code: 'surplus', value: 300, bound: 4000, until: null, start: null } },
        },
      ],
    },
  ],
});

const session = (id: string) => ({
  ...{ id: 7, chargePoint: id, pluggedAt: minutesAgo(62), unpluggedAt: null, chargedS: 3660 },
  ...{ energyWh: 5230, solarWh: 1310, costCt: 131, unpricedWh: 0, user: 'Anna' },
});
