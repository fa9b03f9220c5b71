import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf } from '../../../drivers/check/samples.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { P1Splitter } from '../../../drivers/messages/p1-splitter.ts';
import { readP1 } from '../../../drivers/messages/p1-telegram.ts';
import { SmlSplitter } from '../../../drivers/messages/sml-splitter.ts';
import { readSml } from '../../../drivers/messages/sml-telegram.ts';
import { longestTelegram, type Splitter } from '../../../drivers/messages/splitter.ts';

const catalogue = loadCatalogue();

function sample(id: string): Buffer {
  const definition = catalogue.get(id);
  assert.ok(definition !== undefined && !isModbus(definition));
  const [first] = definition.samples;
  assert.ok(first);
  return bytesOf(first);
}

/** Fed in pieces cut at these places; the telegrams that come out, and how often something was broken. */
function fed(splitter: Splitter, bytes: Buffer, cuts: readonly number[]): { whole: Buffer[]; broken: number } {
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).flatMap((end, k) => splitter.push(bytes.subarray(places[k], end)));
  const whole = pieces.flatMap((piece) => (piece.kind === 'telegram' ? [piece.bytes] : []));
  return { whole, broken: pieces.length - whole.length };
}

const kinds = [
  { name: 'P1', telegram: sample('p1-dsmr5'), make: () => new P1Splitter(), read: readP1, begin: Buffer.from('\n/') },
  {
    ...{ name: 'SML', telegram: sample('sml-three-phase'), make: () => new SmlSplitter(), read: readSml },
    begin: Buffer.from('1b1b1b1b01010101', 'hex'),
  },
] as const;

for (const { name, telegram, make, read, begin } of kinds)
  describe(`A stream of ${name} telegrams`, () => {
    it('gives each of them once, wherever the pieces end', () => {
      const cuts = fc.array(fc.nat(), { maxLength: 40 });
      fc.assert(
        fc.property(cuts, fc.integer({ min: 1, max: 4 }), (places, count) => {
          const { whole, broken } = fed(make(), Buffer.concat(Array(count).fill(telegram)), places);
          assert.equal(broken, 0);
          assert.deepEqual(whole, Array(count).fill(telegram));
        }),
        { numRuns: 60 },
      );
    });

    it('finds the next one after noise, half a telegram and a torn one', () => {
      const half = telegram.subarray(0, telegram.length >> 1);
      const tail = telegram.subarray(telegram.length >> 1);
      const noise = Buffer.from('00ff1b1b2f213030', 'hex');
      const { whole } = fed(
        make(),
        Buffer.concat([tail, noise, Buffer.from('\r\n'), half, telegram, telegram]),
        [3, 99],
      );
      const good = whole.filter((bytes) => bytes.equals(telegram));
      assert.ok(good.length >= 1, 'at least the last one');
    });

    it('holds a bounded number of bytes of a telegram that never ends', () => {
      const splitter = make();
      const pieces = [begin, ...Array(40).fill(Buffer.alloc(1024, 0x41))].flatMap((bytes) => splitter.push(bytes));
      assert.ok(pieces.some((piece) => piece.kind === 'broken' && piece.message.includes(`${longestTelegram}`)));
    });

    it('gives nothing of a telegram with one wrong bit', () => {
      fc.assert(
        fc.property(fc.nat({ max: telegram.length * 8 - 1 }), (bit) => {
          const wrong = Buffer.from(telegram);
          wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          for (const whole of fed(make(), wrong, []).whole) {
            // The letters of a check sum may change their case and still say the same; so may the end of the line.
            if (name === 'P1' && bit >> 3 >= telegram.length - 6) continue;
            assert.throws(() => read(whole), { code: 'badMessage' });
          }
        }),
        { numRuns: 400 },
      );
    });
  });

describe('A P1 telegram', () => {
  it('without a check sum is refused: nothing proves what it says', () => {
    const old = Buffer.from('/NTW5\\X\r\n\r\n1-0:1.7.0(00.100*kW)\r\n!\r\n');
    assert.throws(() => readP1(old), /no check sum/);
  });

  it('gives the last group of an object, with its unit', () => {
    const telegram = readP1(sample('p1-dsmr5'));
    assert.deepEqual(telegram.get('0-1:24.2.1'), { value: 1234.567, unit: 'm3' });
    assert.deepEqual(telegram.get('1-0:32.7.0'), { value: 230.5, unit: 'V' });
  });
});

describe('An SML telegram', () => {
  it('gives values with their scale and unit, and texts in hex', () => {
    const telegram = readSml(sample('sml-total'));
    assert.deepEqual(telegram.get('1-0:1.8.0'), { value: 6_666_801, unit: 'Wh' });
    assert.deepEqual(telegram.get('129-129:199.130.3'), { value: '4e5457', unit: undefined });
  });
});
