import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CycleOutput } from '../../../../firmware/control/controller.ts';
import {
  type Check,
  dwellHolds,
  loadThrough,
  offersAreSteps,
  ordersHold,
  rowsHold,
  staleFailsSafe,
  zeroIsZero,
} from './checks.ts';
import { type Findings, runSituation } from './run.ts';
import { constantSituations, everything, type Situation, situations, timing } from './situation.ts';

/**
 * The invariants of control.md §5 on the offers of the whole controller, in generated situations. A situation counts
 * for an invariant only when the invariant had something to say in it: somebody charged below the limit that fell to 0,
 * a raise was sent, …; each has to count 10,000 of them.
 */
const leastCases = 10_000;
const partOf = 500;
const mostParts = 80;

/** Looks at situations until each of the invariants named has counted enough; at the first breach the smallest one is sought. */
function findings(
  names: readonly string[],
  arbitrary: fc.Arbitrary<Situation>,
  look: (situation: Situation) => Findings,
): ReadonlyMap<string, { counted: number; broken?: string }> {
  const found = new Map<string, { counted: number; broken?: string }>(names.map((name) => [name, { counted: 0 }]));
  for (let part = 1; part <= mostParts; part += 1) {
    if ([...found.values()].every(({ counted, broken }) => counted >= leastCases || broken !== undefined)) break;
    for (const situation of fc.sample(arbitrary, { numRuns: partOf, seed: part })) {
      for (const [name, finding] of look(situation)) {
        const entry = found.get(name);
        if (entry === undefined) continue;
        if (finding === true) entry.counted += 1;
        if (typeof finding === 'string') entry.broken ??= smallest(name, arbitrary, look, part);
      }
    }
  }
  return found;
}

function smallest(
  name: string,
  arbitrary: fc.Arbitrary<Situation>,
  look: (situation: Situation) => Findings,
  seed: number,
): string {
  const details = fc.check(
    fc.property(arbitrary, (situation) => {
      const finding = look(situation).get(name);
      if (typeof finding === 'string') assert.fail(finding);
    }),
    { numRuns: partOf, seed },
  );
  return fc.defaultReportMessage(details) ?? `seed ${seed}: broken, and not when looked at again`;
}

/** One `it` for each invariant over situations that are run once for all of them. */
function invariants(
  titles: Readonly<Record<string, string>>,
  arbitrary: fc.Arbitrary<Situation>,
  look: (situation: Situation) => Findings,
): void {
  let found: ReturnType<typeof findings>;
  before(function () {
    // It only computes, and ends: how long that lasts beside other work says nothing.
    this.timeout(0);
    found = findings(Object.keys(titles), arbitrary, look);
  });
  for (const [name, title] of Object.entries(titles))
    it(`${title} (${name})`, () => {
      const entry = found.get(name);
      assert.ok(entry?.broken === undefined, entry?.broken);
      assert.ok((entry?.counted ?? 0) >= leastCases, `only ${entry?.counted} situations had to do with it`);
    });
}

const run = (situation: Situation, checks: Readonly<Record<string, Check>>): Findings => {
  const found: Findings = new Map();
  runSituation(situation, new Map(Object.entries(checks)), found);
  return found;
};

describe('the controller in any trouble', () => {
  const checks = new Map(Object.entries({ I1: rowsHold, I2: offersAreSteps, I16: ordersHold }));
  invariants(
    {
      I1: 'never offers more on a row than it bears, and counts what silent boxes draw',
      I2: 'offers 0, or a step between minimum and maximum',
      I14: 'decides the same when the same happens again',
      I16: 'sends nothing that breaks a row, in whatever order it arrives',
    },
    situations(6, everything),
    (situation) => {
      const found: Findings = new Map();
      const once = runSituation(situation, checks, found);
      const again = runSituation(situation, new Map());
      const different = once.findIndex((output, k) => text(output) !== text(again[k]));
      found.set('I14', different >= 0 ? `cycle ${different + 1} was decided otherwise` : true);
      return found;
    },
  );
});

const text = (output: CycleOutput | undefined): string =>
  output?.decisions.map(({ id, sendMa, offerMa, reason }) => `${id} ${sendMa} ${offerMa} ${reason.code}`).join() ?? '';

describe('the controller while cars come and limits change', () => {
  invariants(
    { I11: 'lets no car that has just started stop unless its rows cannot bear it' },
    situations(6, { nothing: 4, car: 8, limit: 3, house: 2 }).map((one) => ({
      ...{ ...one, imbalanceA: 200 },
      // Enough of them that somebody waits.
      boxes: [...one.boxes, ...one.boxes].slice(0, 4),
    })),
    (situation) => run(situation, { I11: dwellHolds }),
  );
});

describe('the controller below a lower limit', () => {
  invariants({ I6: 'puts no more load through it' }, situations(2, { nothing: 2, limit: 1, house: 1 }), (situation) => {
    const once = runSituation(situation, new Map());
    // Whoever starts in this cycle does so with 1.5 A more than it needs: there a lower limit may choose another car.
    if (once.at(-1)?.decisions.some(({ id, targetMa }) => targetMa > 0 && !isOffered(once.at(-2), id)))
      return new Map([['I6', false]]);
    // The same once more, but for the fuse that is lower in the last cycle.
    const again = runSituation(situation, new Map(), new Map(), (world) => world.limit(lower(situation), ' lower'));
    const before = loadThrough(once.at(-2), 'house', 'offerMa');
    const high = loadThrough(once.at(-1), 'house', 'targetMa');
    const low = loadThrough(again.at(-1), 'house', 'offerMa');
    const more = low > Math.max(high, before);
    return new Map([['I6', more ? `${low} mA, before ${before} mA, else ${high} mA` : low < high]]);
  });
});

const isOffered = (output: CycleOutput | undefined, id: string): boolean =>
  output?.decisions.some((decision) => decision.id === id && (decision.offerMa ?? 0) > 0) ?? false;

/** Between nothing and half of the fuse, by the situation itself. */
const lower = ({ fuseA, houseMa }: Situation) => {
  const value = Math.round((fuseA[0] * 500 * (Math.abs(houseMa[0]) % 100)) / 100);
  return { circuit: 'house', scope: 'all', unit: 'mA', value } as const;
};

describe('the controller below a limit of 0', () => {
  const kinds = [
    { scope: 'all', unit: 'mA' },
    { scope: 'all', unit: 'W' },
    { scope: 'chargePoints', unit: 'mA' },
    // Also while the house exports.
    { scope: 'chargePoints', unit: 'W' },
  ] as const;
  invariants({ I9: 'takes everything from everybody in the same cycle' }, situations(2, everything), (situation) => {
    const found: Findings = new Map();
    const kind = kinds[Math.abs(situation.houseMa[1]) % kinds.length] ?? kinds[0];
    const zero = { circuit: 'house', value: 0, ...kind };
    runSituation(situation, new Map([['I9', zeroIsZero]]), found, (world) => world.limit(zero, ' zero'));
    return found;
  });
});

describe('the controller below a silent meter', () => {
  invariants(
    { I13: 'raises nothing after 3 s, leaves 6 A after 10 s and nothing after 60 s' },
    situations(6, { nothing: 1, meter: 6, car: 1, limit: 1, house: 1, silent: 1 }),
    (situation) => run(situation, { I13: staleFailsSafe }),
  );
});

describe('the controller while nothing changes', () => {
  const everyS = 4;
  // A start may have a pause behind it, and what it waits for (that others have followed) does not get shorter with the dwell.
  const settled = (2 * timing.minOnS + 2 * timing.minPauseS) / everyS;
  const still = 4;
  invariants(
    { I10: 'changes nothing after two dwell periods when nobody waits' },
    constantSituations(settled + still, everyS),
    (situation) => {
      const outputs = runSituation(situation, new Map()).slice(-still);
      const [first, ...later] = outputs.map((output) => output.decisions.map(({ id, offerMa }) => `${id} ${offerMa}`));
      const waits = outputs.some((output) => output.decisions.some(({ offerMa }) => (offerMa ?? 0) === 0));
      const moved = later.find((offers) => offers.join() !== first?.join());
      return new Map([['I10', waits ? false : moved === undefined || `${first} becomes ${moved}`]]);
    },
  );
});
