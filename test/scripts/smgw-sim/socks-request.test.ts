import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readConnect, readGreeting } from '../../../scripts/smgw-sim/socks-request.ts';
import { connectTo, hex } from './cls.ts';

describe('the SOCKS reader of smgw-sim', () => {
  it('reads the example of the notes, byte by byte, and leaves what follows', () => {
    const bytes = hex('05 01 00 03 0b 65 6d 74 2e 65 78 61 6d 70 6c 65 01 bb ff');
    assert.deepEqual(bytes.subarray(0, -1), connectTo('emt.example', 443));
    for (let length = 0; length < bytes.length - 1; length += 1)
      assert.equal(readConnect(bytes.subarray(0, length)).kind, 'more');
    assert.deepEqual(readConnect(bytes), {
      kind: 'read',
      value: { host: 'emt.example', port: 443, addressType: 3 },
      rest: hex('ff'),
    });
    assert.deepEqual(readGreeting(hex('05 02 00 02 05')), { kind: 'read', value: [0, 2], rest: hex('05') });
  });

  it('reads back every name and port that there may be', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
    const name = fc.array(label, { minLength: 2, maxLength: 8 }).map((labels) => `x${labels.join('.')}`);
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        const read = readConnect(connectTo(host, port));
        assert.deepEqual(read.kind === 'read' && [read.value.host, read.value.port], [host, port]);
      }),
    );
  });

  it('asks for no more than 262 bytes and never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const read of [readGreeting(Buffer.from(bytes)), readConnect(Buffer.from(bytes))])
          if (bytes.length >= 262) assert.notEqual(read.kind, 'more');
      }),
      { numRuns: 2000 },
    );
  });
});
