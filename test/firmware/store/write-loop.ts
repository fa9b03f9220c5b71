// Writes sets of variables that all carry the number of their write, and prints each number once its write has returned.
// Started from 0 it says so before it opens the store, to be killed while the files come into being.
import { writeSync } from 'node:fs';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { ruling, variable } from './data-folder-fixture.ts';

const [dir = '', from = '1'] = process.argv.slice(2);
const answer = (n: number) => writeSync(1, `${n}\n`);

if (from === '0') answer(0);
const store = openStore({ dir, clock: systemClock });
const always = Array.from({ length: 8 }, (_, i) => `always_${i}`);
const odd = Array.from({ length: 4 }, (_, i) => `odd_${i}`);
for (let n = Math.max(1, Number(from)); ; n += 1) {
  const names = n % 2 === 0 ? always : [...always, ...odd];
  const removed = n % 2 === 0 ? odd : [];
  store.variables.write({
    put: names.map((name) => variable(name, n)),
    remove: removed.map((name) => ({ name, atMs: n, source: 'admin' })),
    rulings: [ruling(n)],
  });
  answer(n);
}
