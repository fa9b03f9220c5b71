import assert from 'node:assert/strict';
import fc from 'fast-check';
import { overrideFromQuery } from '../../../../firmware/api/cnf/override.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';

const read = (query: string) => overrideFromQuery(new URLSearchParams(query));

describe('what override_device asks for', () => {
  for (const [query, wanted] of [
    ['flags=C', { off: true }],
    ['flags=c', { off: false }],
    ['flags=E', { rulesOff: true }],
    ['flags=u', { userRulesOff: false }],
    ['flags=CE', { off: true, rulesOff: true }],
    ['flags=ce', { off: false, rulesOff: false }],
    ['flags=eCU', { off: true, rulesOff: false, userRulesOff: true }],
    ['flags=C&flags=E', { off: true, rulesOff: true }],
    ['flags=CC', { off: true }],
    ['mamps=10000.0', { limitMa: 10_000 }],
    ['mamps=10000.6', { limitMa: 10_001 }],
    ['mamps=0', { limitMa: 0 }],
    ['mamps=6000&flags=e&other=1', { limitMa: 6000, rulesOff: false }],
    ['mamps=&flags=C', { off: true }],
  ] as const)
    it(`reads ${query}`, () => assert.deepEqual(read(query), wanted));

  for (const query of [
    '',
    'flags=',
    'flags=X',
    'flags=Cc',
    'mamps=-1',
    'mamps=NaN',
    'mamps=1e9',
    'mamps=a',
    'mamps=1&mamps=2',
  ])
    it(`refuses "${query}"`, () => assert.throws(() => read(query), NetwachtError));

  it('never gives anything but known parts, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (flags, mamps) => {
        const query = new URLSearchParams({ flags, mamps });
        try {
          const wanted = overrideFromQuery(query);
          for (const key of Object.keys(wanted)) assert.match(key, /^(off|rulesOff|userRulesOff|limitMa)$/);
          const { limitMa = 0 } = wanted;
          assert.ok(Number.isInteger(limitMa) && limitMa >= 0 && limitMa <= 1e6);
        } catch (error) {
          if (!(error instanceof NetwachtError)) throw error;
        }
      }),
    );
  });
});
