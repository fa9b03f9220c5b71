import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linkTo, routeOf, screens } from '../../../web/live/use-route.ts';

describe('the address of a screen', () => {
  it('names a screen, a place on it and what is asked there', () => {
    assert.deepEqual(routeOf('#/point/E1?from=2026-11-01'), {
      screen: 'point',
      path: ['E1'],
      query: { from: '2026-11-01' },
    });
    assert.equal(linkTo('point', ['E1'], { from: '2026-11-01' }), '#/point/E1?from=2026-11-01');
    assert.equal(linkTo('now'), '#/');
  });

  it('leads to the start page when nobody knows it, and to the settings for the old address of the box', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/%', '#/?a=1']) assert.equal(routeOf(hash).screen, 'now', hash);
    assert.deepEqual(routeOf('#/box'), { screen: 'settings', path: ['box'], query: {} });
  });

  it('is read as it was written, whatever the names hold', () => {
    const screen = fc.constantFrom(...screens.filter((one) => one !== 'now'));
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(
        screen,
        fc.array(text),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          text,
        ),
        (to, path, query) => {
          assert.deepEqual(routeOf(linkTo(to, path, query)), { screen: to, path, query: { ...query } });
        },
      ),
    );
  });
});
