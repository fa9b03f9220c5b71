import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { matchSteps, type Step } from '../../../../firmware/control/commissioning/match.ts';
import { seededRandom } from '../../../../scripts/site/random.ts';

/** Steps of `loadMa` on own L1, answered on meter phase `phase` times `ratio`. */
const steps = (count: number, phase: number, ratio: number, more: Partial<Step> = {}): Step[] =>
  Array.from({ length: count }, (_, k) => {
    const direction = k % 2 === 0 ? -1 : 1;
    const meterMa = [0, 0, 0].map((_, p) => (p === phase ? direction * 10_000 * ratio : 0));
    return {
      direction,
      loadMa: [direction * 10_000, 0, 0],
      meterMa,
      meterW: meterMa.map((ma) => ma * 0.23),
      othersMa: 0,
      ...more,
    } as const;
  });

const verdicts = (given: readonly Step[]) => matchSteps(given, 230).meterPhases.map(({ verdict }) => verdict);

describe('The match of load and meter', () => {
  it('names the phase that follows, its ratio and the phases of the load', () => {
    const match = matchSteps(steps(6, 1, -2), 230);
    assert.deepEqual(match.loadPhases, [0]);
    assert.deepEqual(
      match.meterPhases.map(({ verdict }) => verdict),
      ['silent', 'answers', 'silent'],
    );
    assert.equal(match.meterPhases[1]?.ratio, -2);
    assert.ok(Math.abs((match.meterPhases[1]?.powerFit ?? 0) - 1) < 1e-9);
  });

  it('says nothing after four steps', () => {
    assert.deepEqual(verdicts(steps(4, 0, 1)), ['open', 'open', 'open']);
  });

  it('does not count steps that are too small, or in which something else moved', () => {
    assert.equal(matchSteps(steps(8, 0, 1, { othersMa: 2000 }), 230).used, 0);
    assert.equal(matchSteps(steps(8, 0, 1, { loadMa: [2000, 0, 0] }), 230).used, 0);
  });

  it('is not misled by a kettle in a minority of the steps', () => {
    const disturbed = steps(7, 2, 1).map((step, k) => (k < 2 ? { ...step, meterMa: [9000, 0, 12_000] } : step));
    assert.deepEqual(verdicts(disturbed), ['silent', 'silent', 'answers']);
  });

  it('sees a current measured against the voltage of another phase', () => {
    const mixed = steps(6, 0, -1).map((step) => ({ ...step, meterW: step.meterMa.map((ma) => ma * 0.23 * 0.5) }));
    assert.equal(matchSteps(mixed, 230).meterPhases[0]?.powerFit, 0.5);
  });

  it('finds a phase and a sign in steps of a load that does not measure', () => {
    const match = matchSteps(
      steps(6, 1, -0.87).map((step) => ({ ...step, loadMa: undefined })),
      230,
    );
    assert.equal(match.loadPhases, undefined);
    assert.deepEqual(
      match.meterPhases.map(({ verdict, ratio }) => [verdict, Math.sign(ratio)]),
      [
        ['silent', 0],
        ['answers', -1],
        ['silent', 0],
      ],
    );
  });

  it('takes a house alone for an answer at most once in a thousand checks, however many kettles it has', () => {
    const checks = 10_000;
    let misled = 0;
    for (let seed = 0; seed < checks; seed += 1) {
      const random = seededRandom(seed);
      const given = steps(1 + (seed % 20), 0, 0).map((step) => ({
        ...step,
        meterMa: [0, 0, 0].map(() =>
          random.chance(0.5) ? random.between([4000, 30_000]) * (random.chance(0.5) ? 1 : -1) : 0,
        ),
      }));
      if (verdicts(given).includes('answers')) misled += 1;
    }
    assert.ok(misled <= checks / 1000, `${misled} of ${checks}`);
  });
});
