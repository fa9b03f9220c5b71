import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineBuffer } from '../../../../firmware/interfaces/influx/line-buffer.ts';
import { lineOf } from '../../../../firmware/interfaces/influx/line-protocol.ts';
import { readLine } from './read-line.ts';

/** What the writer says it makes of a name: one line, no backslash. */
const kept = (text: string): string => text.replace(/\p{Cc}/gu, ' ').replaceAll('\\', '/');
const nasty = fc.string({ unit: fc.constantFrom('a', ' ', ',', '=', '"', '\\', '\n', 'é', '#', '€'), minLength: 1 });
const named = fc.oneof(
  nasty,
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/[\ud800-\udfff]$/.test(s)),
);

describe('line protocol', () => {
  it('is written as its reference has it', () => {
    const point = { measurement: 'my point', tags: { b: 'x=1', a: 'L1, L2', none: '' } };
    const fields = { power: -1.5, said: 'he said "no" \\ yes', open: true, unknown: null };
    assert.equal(
      lineOf({ ...point, fields }, 1_700_000_000_123.7),
      'my\\ point,a=L1\\,\\ L2,b=x\\=1 power=-1.5,said="he said \\"no\\" \\\\ yes",open=true 1700000000123',
    );
  });

  it('leaves out what is unknown, and a point of which nothing is known', () => {
    const fields = { a: null, b: undefined, c: Number.NaN, d: Number.POSITIVE_INFINITY };
    assert.equal(lineOf({ measurement: 'm', tags: {}, fields }, 1), undefined);
    assert.equal(lineOf({ measurement: 'm', tags: {}, fields: { ...fields, e: 0 } }, 1), 'm e=0 1');
  });

  it('says the same to who reads it, whatever names and texts are (property)', () => {
    fc.assert(
      fc.property(
        named,
        fc.dictionary(named, named, { maxKeys: 4 }),
        fc.dictionary(named, fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), named, fc.boolean()), {
          minKeys: 1,
          maxKeys: 4,
        }),
        fc.integer({ min: 0, max: 4e12 }),
        (measurement, tags, fields, atMs) => {
          const names = (of: object) => new Set(Object.keys(of).map(kept)).size === Object.keys(of).length;
          fc.pre(names(tags) && names(fields));
          const line = lineOf({ measurement, tags, fields }, atMs);
          assert.ok(line !== undefined && !line.includes('\n'));
          const all = (of: object, value: (v: unknown) => unknown) =>
            new Map(Object.entries(of).map(([k, v]) => [kept(k), value(v)]));
          const read = readLine(line);
          const asText = (v: unknown) => (typeof v === 'string' ? kept(v) : v);
          const oneLineText = (v: unknown) =>
            typeof v === 'string' ? v.replace(/[\r\n]/g, ' ') : Object.is(v, -0) ? 0 : v;
          assert.equal(read.measurement, kept(measurement));
          assert.deepEqual(new Map(Object.entries(read.tags)), all(tags, asText));
          assert.deepEqual(new Map(Object.entries(read.fields)), all(fields, oneLineText));
          assert.equal(read.time, atMs);
        },
      ),
    );
  });
});

describe('lines that wait', () => {
  it('are never more than there is room, in order, and every one is written, waits or is counted (property)', () => {
    const step = fc.oneof(
      fc.record({ add: fc.array(fc.nat(30), { maxLength: 6 }) }),
      fc.record({ take: fc.integer({ min: 5, max: 60 }), arrives: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const buffer = new LineBuffer(100);
        let next = 0;
        let arrived = 0;
        let last = -1;
        for (const one of steps) {
          if ('add' in one) buffer.add(one.add.map((pad) => `${next++} ${'x'.repeat(pad)}`));
          else {
            const lines = buffer.take(one.take);
            assert.ok(Buffer.byteLength(lines.map((line) => `${line}\n`).join('')) <= one.take);
            if (!one.arrives) buffer.putBack(lines);
            else
              for (const line of lines) {
                const number = Number(line.split(' ')[0]);
                assert.ok(number > last);
                last = number;
                arrived += 1;
              }
          }
          assert.ok(buffer.bytes <= 100 && buffer.bytes >= 0);
          assert.equal(arrived + buffer.waiting + buffer.dropped, next);
        }
      }),
    );
  });
});
