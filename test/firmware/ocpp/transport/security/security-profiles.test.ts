import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { backendCases } from './backend-cases.ts';
import { chargePointCases } from './charge-point-cases.ts';
import { cellsOf, type Ran, type SecurityCase, tableOf } from './table.ts';

const doc = 'docs/ocpp-security.md';

/** Each table of the documentation is what this run gives; NETWACHT_WRITE_DOCS=1 writes it. */
for (const [title, marker, cases] of [
  ['S28 our stations towards a backend', 'backend', backendCases],
  ['S28 charge points towards our server', 'charge-points', chargePointCases],
] as const satisfies readonly (readonly [string, string, readonly SecurityCase[]])[])
  describe(title, () => {
    const ran: Ran[] = [];
    for (const { what, profiles, result } of cases)
      for (const [profile, run] of Object.entries(profiles))
        it(`S28 profile ${profile}: ${what}: ${result}`, async () => {
          const outcome = await run();
          ran.push({ what, profile, outcome });
          assert.equal(outcome.result, result, outcome.sentence);
          if (result !== 'connected') assert.match(outcome.sentence, /^[A-Z].{20,400}[.?]$/);
        });

    it(`S28 is told in ${doc} as it is`, () => {
      const from = `<!-- table: ${marker} -->\n`;
      const to = '\n<!-- end of table -->';
      const text = readFileSync(doc, 'utf8');
      const start = text.indexOf(from) + from.length;
      const end = text.indexOf(to, start);
      assert.ok(start >= from.length && end > start, `${doc} has no table ${marker}`);
      const table = tableOf(ran);
      if (process.env.NETWACHT_WRITE_DOCS === '1')
        writeFileSync(doc, `${text.slice(0, start)}${table}${text.slice(end)}`);
      else assert.deepEqual(cellsOf(text.slice(start, end)), cellsOf(table));
    });
  });
