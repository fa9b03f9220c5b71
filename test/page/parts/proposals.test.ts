import assert from 'node:assert/strict';
import { proposalsFor, signature, wordAt } from '../../../web/formula/proposals.ts';

const names = {
  names: [
    { name: 'AVAIL', unit: '', says: 'variable of this site' },
    { name: 'M1.power_w', unit: 'W', says: 'active power over all phases' },
    { name: 'M1.current', unit: 'mA', says: 'current of the phase being looked at' },
    { name: 'CM._price', unit: 'ct/kWh', says: 'price now' },
  ],
  functions: [
    { name: 'min', leastValues: 2, mostValues: null },
    { name: 'min_price', leastValues: 1, mostValues: 1 },
  ],
};
const proposed = (typed: string): readonly string[] => proposalsFor(names, typed).map(({ text }) => text);

describe('the word of a formula that is completed', () => {
  it('is the name at the caret, with what of it stands behind the caret', () => {
    assert.deepEqual(wordAt('2 * M1.po', 9), { from: 4, to: 9, typed: 'M1.po' });
    assert.deepEqual(wordAt('2 * AVAIL / 100', 6), { from: 4, to: 9, typed: 'AV' });
  });

  it('is none in a number, behind an operator or before a name', () => {
    for (const [formula, caret] of [
      ['1e5', 3],
      ['2 * ', 4],
      ['AVAIL', 0],
    ] as const)
      assert.deepEqual(wordAt(formula, caret), { from: caret, to: caret, typed: '' });
  });
});

describe('what is proposed for a word', () => {
  it('begins with it in any case, then has it behind a point, then anywhere in name or meaning', () => {
    assert.deepEqual(proposed('m'), ['M1.power_w', 'M1.current', 'min(', 'min_price(']);
    assert.deepEqual(proposed('p'), ['M1.power_w', 'CM._price']);
    assert.deepEqual(proposed('phase'), ['M1.power_w', 'M1.current']);
    assert.deepEqual(proposed('price'), ['CM._price', 'min_price(']);
  });

  it('is everything for no word, and nothing once the word is whole', () => {
    assert.equal(proposed('').length, 6);
    assert.deepEqual(proposed('avail'), []);
    assert.deepEqual(proposed('min'), ['min(', 'min_price(']);
    assert.deepEqual(proposed('nothing_like_it'), []);
  });

  it('shows how a function is written', () => {
    assert.equal(signature('min', 2, null), 'min(a, b, …)');
    assert.equal(signature('clamp', 3, 3), 'clamp(a, b, c)');
  });
});
