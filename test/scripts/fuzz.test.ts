import assert from 'node:assert/strict';
import { fuzz } from '../../scripts/fuzz/fuzz.ts';
import { mutated } from '../../scripts/fuzz/mutate.ts';
import type { FuzzTarget } from '../../scripts/fuzz/target.ts';
import { shareOut, targets } from '../../scripts/fuzz/targets.ts';
import { seededRandom } from '../../scripts/site/random.ts';

/** The long run is `npm run soak -- fuzz`. */
const inputs = 20_000;
const budgetMs = 5_000;

describe('S33 parsers of what comes from outside', () => {
  const parts = shareOut(inputs);

  it('S33 get all of the inputs', () => {
    assert.equal(
      [...parts.values()].reduce((sum, part) => sum + part, 0),
      inputs,
    );
    assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length);
  });

  for (const target of targets)
    it(`S33 ${target.name}: takes or refuses ${parts.get(target.name)} mutated inputs, and nothing else happens`, async () => {
      const run = { seed: 'test', from: 0, inputs: parts.get(target.name) ?? 0, budgetMs };
      const findings = await fuzz(target, run);
      assert.deepEqual(
        findings.map(({ index, what, inputBase64 }) => `input ${index}: ${what}\n${inputBase64.slice(0, 1_000)}`),
        [],
      );
    });
});

describe('S33 the fuzzer itself', () => {
  const parsing = (take: (input: Buffer) => void | Promise<void>): FuzzTarget => ({
    ...{ name: 'x', share: 1, maxBytes: 100, words: ['word'] },
    open: () => ({ seeds: ['seed one', 'seed two'], take }),
  });
  const run = { seed: 's', from: 0, inputs: 200, budgetMs: 50 };
  const whatOf = async (take: (input: Buffer) => void | Promise<void>): Promise<string> => {
    const [finding] = await fuzz(parsing(take), run);
    return finding?.what ?? '';
  };

  it('makes the same inputs of the same seed, all different and within their bound', () => {
    const make = (seed: string) =>
      Array.from({ length: 300 }, (_, k) =>
        mutated(seededRandom(`${seed}${k}`), { seeds: [Buffer.from('{"a":1}')], words: ['b'], maxBytes: 64 }).toString(
          'hex',
        ),
      );
    assert.deepEqual(make('a'), make('a'));
    assert.notDeepEqual(make('a'), make('b'));
    assert.ok(new Set(make('a')).size > 200);
    assert.ok(make('a').every((hex) => hex.length <= 128));
  });

  it('finds an error that is no refusal, a prototype that changed, a hang, and a promise that never ends', async () => {
    assert.match(await whatOf(() => void (undefined as unknown as string).length), /TypeError/);
    const polluted = await whatOf(() => {
      Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true });
    });
    Reflect.deleteProperty(Object.prototype, 'polluted');
    assert.match(polluted, /prototype/);
    const slow = await whatOf(() => {
      const endMs = performance.now() + 60;
      while (performance.now() < endMs);
    });
    assert.match(slow, /took \d+ ms/);
    const [finding] = await fuzz(
      parsing(() => new Promise<void>(() => undefined)),
      { ...run, inputs: 1 },
    );
    assert.match(finding?.what ?? '', /no end within/);
  });
});
