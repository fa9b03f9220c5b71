import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMarker, mostModels, type SunspecModel, walkChain } from '../../../drivers/device/sunspec-walk.ts';

/** A device whose registers are a list of words from an address on; it has none elsewhere. */
function device(words: readonly number[], first = 40_002) {
  const asked: [address: number, quantity: number][] = [];
  const read = async (address: number, quantity: number) => {
    asked.push([address, quantity]);
    const from = address - first;
    return from >= 0 && from + quantity <= words.length ? words.slice(from, from + quantity) : undefined;
  };
  return { read, asked };
}

const model = (id: number, length: number): number[] => [id, length, ...Array<number>(length).fill(7)];
const end = [0xffff, 0];

async function found(words: readonly number[], first?: number): Promise<readonly SunspecModel[]> {
  const chain = await walkChain(device(words, first).read, first ?? 40_002);
  assert.ok('models' in chain, JSON.stringify(chain));
  return chain.models;
}

async function fault(words: readonly number[], first?: number): Promise<string> {
  const chain = await walkChain(device(words, first).read, first ?? 40_002);
  return 'broken' in chain ? chain.broken : assert.fail(JSON.stringify(chain));
}

describe('A chain of SunSpec models', () => {
  it('is told by its marker', () => {
    assert.equal(isMarker([0x5375, 0x6e53]), true);
    assert.equal(isMarker([0x6e53, 0x5375]), false);
    assert.equal(isMarker([]), false);
  });

  it('is walked to its end marker, two registers a model', async () => {
    const { read, asked } = device([...model(1, 65), ...model(103, 50), ...model(203, 105), ...end]);
    const chain = await walkChain(read, 40_002);
    assert.deepEqual(chain, {
      models: [
        { id: 1, address: 40_002, length: 65 },
        { id: 103, address: 40_069, length: 50 },
        { id: 203, address: 40_121, length: 105 },
      ],
    });
    assert.deepEqual(asked, [
      [40_002, 2],
      [40_069, 2],
      [40_121, 2],
      [40_228, 2],
    ]);
  });

  it('ends where the device has no more registers', async () => {
    assert.deepEqual(
      (await found([...model(1, 66), ...model(124, 24)])).map(({ id }) => id),
      [1, 124],
    );
    assert.deepEqual(await found([]), []);
  });

  it('is a fault where a model has no length or no id', async () => {
    assert.match(await fault([...model(1, 66), 103, 0, 5, 5]), /no model at register 40070, behind model 1/);
    assert.match(await fault([0, 0, 0, 0]), /no model at register 40002, behind the marker/);
  });

  it('is a fault where a length leads out of the registers there are', async () => {
    assert.match(await fault([1, 0xfffe]), /beyond register 65535 behind model 1/);
  });

  it('is a fault where it does not end', async () => {
    const words = Array.from({ length: 200 }, () => model(7, 1)).flat();
    const { read, asked } = device(words);
    assert.deepEqual(await walkChain(read, 40_002), {
      broken: `the chain of SunSpec models does not end after ${mostModels} models`,
    });
    assert.equal(asked.length, mostModels);
  });

  it('passes on that the device does not answer', async () => {
    await assert.rejects(
      walkChain(() => Promise.reject(new Error('time-out')), 2),
      /time-out/,
    );
  });

  it('ends in bounded time, ahead and within the registers, whatever the device says', async () => {
    const word = fc.oneof(fc.constantFrom(0, 1, 103, 203, 0xffff, 0xfffe), fc.integer({ min: 0, max: 0xffff }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.tuple(word, word))),
        fc.integer({ min: 0, max: 65_535 }),
        async (says, first) => {
          const asked: number[] = [];
          const read = async (address: number, quantity: number) => {
            assert.ok(address >= 0 && address + quantity <= 65_536);
            assert.ok(address > (asked.at(-1) ?? -1), 'never back');
            asked.push(address);
            return says[(asked.length - 1) % Math.max(1, says.length)] ?? undefined;
          };
          const chain = await walkChain(read, first);
          assert.ok(asked.length <= mostModels);
          if ('broken' in chain) return;
          for (const [k, { address, length }] of chain.models.entries()) {
            assert.ok(length > 0 && address + 2 + length <= 65_536);
            assert.equal(chain.models[k + 1]?.address ?? address + 2 + length, address + 2 + length);
          }
        },
      ),
    );
  });
});
