import assert from 'node:assert/strict';
import { quirks } from '../../../../scripts/soak/profiles/plain-profiles.ts';
import { randomCase } from '../../../../scripts/soak/profiles/random-case.ts';
import { secondOpinion } from '../../../../scripts/soak/profiles/second-opinion.ts';

/** docs/ocpp-profiles.md explains each quirk by its clause; the soak ocpp-profiles counts them over 20,000 cases. */
describe('a second opinion on profiles of 1.6, of typed-ocpp', () => {
  const cases = Array.from({ length: 200 }, (_, k) => randomCase('1.6', `second/${k}`));
  const differing = (told: Parameters<typeof secondOpinion>[1]) =>
    cases.filter((one) => !secondOpinion(one, told)).map(({ name }) => name);

  it('is the same, told in words that leave nothing to its quirks', () => {
    assert.deepEqual(differing('plain'), []);
  });

  for (const quirk of quirks)
    it(`is another by the quirk ${quirk} alone`, () => {
      assert.ok(differing(quirk).length > 0);
    });
});
