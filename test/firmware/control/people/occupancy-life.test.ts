import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { FakeClock } from '../../api/fakes.ts';
import { houseOfTwo, MemoryPeople, peopleDesk } from '../../api/people-fake.ts';

type Step =
  | { readonly kind: 'state'; readonly state: 'A' | 'B' | 'C' | 'E' | 'F' | null; readonly s: number }
  | { readonly kind: 'card' }
  | { readonly kind: 'pin' }
  | { readonly kind: 'end' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'disk'; readonly full: boolean };

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('state' as const),
      state: fc.constantFrom('A', 'B', 'C', 'E', 'F', null),
      s: fc.integer({ min: 1, max: 200 }),
    }),
  },
  fc.constantFrom(
    { kind: 'card' as const },
    { kind: 'pin' as const },
    { kind: 'end' as const },
    { kind: 'restart' as const },
  ),
  fc.record({ kind: fc.constant('disk' as const), full: fc.boolean() }),
);

const stateOf = (state: string | null): State =>
  ({ chargePoints: [{ id: 'E1', state, energyWh: null, powerW: 0 }] }) as unknown as State;
const author = { name: 'reader' };

async function taken(run: () => unknown): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof NetwachtError && error.code === 'notPersisted') return false;
    throw error;
  }
}

describe('the life of an authorisation', () => {
  it('lasts from what was shown to unplugging, whatever happens between, on a full disk and over restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps: Step[]) => {
        const clock = new FakeClock();
        const store = new MemoryPeople();
        const site = houseOfTwo();
        let desk = peopleDesk(store, clock, site);
        let authorised = false;
        let begun = false;
        let waitedS = 0;
        for (const each of steps) {
          switch (each.kind) {
            case 'state': {
              clock.nowMs += each.s * 1000;
              desk.observe(stateOf(each.state));
              const plugged = each.state === 'B' || each.state === 'C';
              if (authorised && begun && each.state === 'A') authorised = false;
              else if (authorised && plugged) begun = true;
              else if (authorised && !begun) {
                waitedS = waitedS < 0 ? 0 : waitedS + each.s;
                if (waitedS >= 600) authorised = false;
              }
              break;
            }
            case 'card':
            case 'pin': {
              const show = () =>
                each.kind === 'card' ? desk.show('E1', '04a2b1c0', author) : desk.authoriseUser('E1', 'anna', author);
              const fresh = !(authorised && begun);
              if ((await taken(show)) && fresh) {
                authorised = true;
                begun = false;
              }
              if (fresh) waitedS = -1;
              break;
            }
            case 'end':
              await taken(() => desk.end('E1'));
              authorised = false;
              break;
            case 'restart':
              // What a full disk has not taken is lost by a restart; that is said of overrides as well.
              store.full = false;
              desk.observe({ chargePoints: [] } as unknown as State);
              desk = peopleDesk(store, clock, site);
              waitedS = -1;
              break;
            case 'disk':
              store.full = each.full;
          }
          assert.equal(desk.view('E1').authorised, authorised, JSON.stringify(each));
          const told = desk.occupants().find(({ chargePoint }) => chargePoint === 'E1');
          assert.equal(told?.authorised, authorised);
        }
      }),
      { numRuns: 300 },
    );
  });
});
