import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { CommandPace, readCommand } from '../../../../firmware/interfaces/mqtt/commands.ts';

const read = (text: string) => readCommand(new TextEncoder().encode(text));

describe('a command over MQTT', () => {
  for (const text of [
    '{"command":"pause","ttlS":600}',
    '{"command":"lower","limitA":8.5,"ttlS":1}',
    '{"command":"lower","limitA":0,"ttlS":86400}',
    '{"command":"resume"}',
    '{"command":"resume","ttlS":5}',
  ])
    it(`is ${text}`, () => assert.deepEqual(read(text), { ok: true, command: JSON.parse(text) }));

  for (const text of [
    '',
    'pause',
    'null',
    '{"command":"raise","limitA":32,"ttlS":60}',
    '{"command":"pause"}',
    '{"command":"pause","ttlS":0}',
    '{"command":"pause","ttlS":86401}',
    '{"command":"pause","ttlS":"600"}',
    '{"command":"lower","ttlS":60}',
    '{"command":"lower","limitA":-1,"ttlS":60}',
    '{"command":"lower","limitA":1e400,"ttlS":60}',
    '{"command":"pause","ttlS":60,"limitA":32}',
    `{"command":"pause","ttlS":60${' '.repeat(600)}}`,
  ])
    it(`is not ${text.slice(0, 60)}`, () => assert.equal(read(text).ok, false));

  it('is never anything else, whatever bytes come', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 700 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          const result = readCommand(bytes);
          assert.ok(result.ok ? ['pause', 'lower', 'resume'].includes(result.command.command) : result.why.length > 0);
        },
      ),
    );
  });

  it('comes 20 times at once and 5 times a second, and no more', () => {
    const pace = new CommandPace();
    const taken = (nowMs: number) => Array.from({ length: 100 }, () => pace.take(nowMs)).filter(Boolean).length;
    assert.deepEqual([taken(0), taken(1000), taken(1000), taken(60_000)], [20, 5, 0, 20]);
  });
});
