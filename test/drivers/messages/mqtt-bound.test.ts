import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PacketBound } from '../../../drivers/messages/mqtt-bound.ts';

/** A PUBLISH to topic "t" with so many bytes of payload, written out by hand. */
function packet(bytes: number): Buffer {
  const length: number[] = [];
  let rest = bytes + 3;
  do {
    length.push((rest % 128) + (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([0x30, ...length, 0, 1]), Buffer.from(`t${'x'.repeat(bytes)}`)]);
}

describe('Bound of an MQTT stream', () => {
  it('lets packets through that are small enough, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(400), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (sizes, cuts) => {
          const bound = new PacketBound(403);
          let rest = Buffer.concat(sizes.map(packet));
          for (const cut of [...cuts, rest.length]) {
            assert.ok(bound.take(rest.subarray(0, cut)));
            rest = rest.subarray(cut);
          }
        },
      ),
    );
  });

  it('refuses a larger one at its header', () => {
    const bound = new PacketBound(403);
    assert.ok(bound.take(packet(400)));
    assert.equal(bound.take(packet(401).subarray(0, 3)), false);
  });

  it('refuses a length without end', () => {
    assert.equal(new PacketBound(1e9).take(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff])), false);
  });
});
