import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { clockFloorMs } from '../../../firmware/domain/clock.ts';
import { support } from '../../../firmware/domain/support.ts';

describe('S20 what is promised about faults of security', () => {
  it('S20 names a day that is a real one, years after the release', () => {
    const until = Date.parse(`${support.supportUntil}T00:00:00Z`);
    assert.equal(new Date(until).toISOString().slice(0, 10), support.supportUntil);
    assert.ok(until > clockFloorMs + 2 * 365 * 24 * 3600 * 1000, 'move supportUntil on with the release line');
  });

  it('S20 is the same day in SECURITY.md', () => {
    assert.match(readFileSync('SECURITY.md', 'utf8'), new RegExp(`until ${support.supportUntil}\\b`));
  });

  it('S20 says where to tell a fault and where faults are told', () => {
    for (const sentence of [support.contact, support.advisories]) assert.match(sentence, /^[A-Z].{30,}\.$/);
  });
});
