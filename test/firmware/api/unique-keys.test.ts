import assert from 'node:assert/strict';
import fc from 'fast-check';
import { duplicateKey } from '../../../firmware/api/unique-keys.ts';

describe('a key twice in one object', () => {
  for (const [text, key] of [
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"":1,"":2}', ''],
    ['{"x":[{"b":1},{"b":2,"c":{"b":1},"b":3}]}', 'b'],
    ['{"a":{"a":{"a":1}},"b":["a","a"],"c":"a,a:{\\"a\\":1,\\"a\\":1}"}', undefined],
    ['{"a\\"":1,"a":2}', undefined],
    ['["a","a"]', undefined],
    ['"a"', undefined],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ] as const)
    it(`in ${text} is ${key ?? 'not there'}`, () => assert.equal(duplicateKey(text), key));

  it('is never found in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        assert.equal(duplicateKey(JSON.stringify(value, null, indent)), undefined);
      }),
    );
  });

  it('is always found when an object is written with one member doubled', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, one, two) => {
        const name = JSON.stringify(key);
        const text = `[{"k":{${name}:${JSON.stringify(one)} , ${name} : ${JSON.stringify(two)}}}]`;
        assert.equal(duplicateKey(text), key);
      }),
    );
  });
});
