import assert from 'node:assert/strict';
import { type ChartBand, loners, roundTop, rulingBand } from '../../web/chart/model.ts';
import { walked } from '../../web/chart/walk.ts';
import { de } from '../../web/words/chart/de.ts';
import { en } from '../../web/words/chart/en.ts';
import { fr } from '../../web/words/chart/fr.ts';
import { nl } from '../../web/words/chart/nl.ts';
import { itSaysAll } from './dictionaries.ts';

const band = (id: string, fromMs: number, toMs: number, value: number): ChartBand => ({
  ...{ id, fromMs, toMs, value },
  reason: id,
});

describe('a chart', () => {
  it('tells the lowest of the limits that held in any part of a step, and none beside them', () => {
    const bands = [band('high', 0, 120_000, 9000), band('low', 60_000, 61_000, 4200)];
    assert.equal(rulingBand(bands, 0, 60)?.id, 'high');
    assert.equal(rulingBand(bands, 60_000, 60)?.id, 'low');
    assert.equal(rulingBand(bands, 120_000, 60), undefined);
  });

  it('finds values that stand alone between gaps', () => {
    assert.deepEqual(loners([1, null, 2, null, 3, 4, null, 5]), [0, 2, 7]);
    assert.deepEqual(loners([1, 2, 3]), []);
    assert.deepEqual(loners([null, null]), []);
  });

  it('has a round number at its top that is never below the highest value', () => {
    for (const value of [0.3, 1, 7.1, 43_700, 22_000, 99_999]) {
      const top = roundTop(value);
      assert.ok(top >= value && top <= value * 2, `${value}: ${top}`);
    }
    assert.equal(roundTop(0), 1);
    assert.equal(roundTop(23_100), 25_000);
  });

  it('is walked by keys and stays within its points', () => {
    assert.equal(walked('ArrowRight', undefined, 10), 0);
    assert.equal(walked('ArrowLeft', undefined, 10), 9);
    assert.equal(walked('ArrowRight', 9, 10), 9);
    assert.equal(walked('PageDown', 1, 96), 0);
    assert.equal(walked('PageUp', 1, 96), 5);
    assert.equal(walked('End', 3, 10), 9);
    assert.equal(walked('Tab', 3, 10), undefined);
  });
});

describe('the words of charts', () => {
  itSaysAll({ en, de, nl, fr }, []);
});
