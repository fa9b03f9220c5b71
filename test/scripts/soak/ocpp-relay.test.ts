import assert from 'node:assert/strict';
import { holds } from '../../../scripts/soak/ocpp-relay.ts';
import { RelayDay } from '../../../scripts/soak/relay/relay-day.ts';

describe('a relay with hostile backends', () => {
  it('keeps the sum of limits in force within the site and every limit within what backends allow', () => {
    const figures = new RelayDay(2).run(1200);
    assert.deepEqual(figures.first, []);
    assert.equal(holds(figures), true);
    const { accepted, schema, refused } = figures.calls;
    assert.ok(accepted > 100 && schema > 100 && refused > 100, JSON.stringify(figures.calls));
    // The limit was used up, so that one more ampere would have been seen.
    assert.ok(figures.mostOfLimit > 0.9, `${figures.mostOfLimit}`);
    assert.ok(figures.ceilingSeconds > 1000, `${figures.ceilingSeconds}`);
  });
});
