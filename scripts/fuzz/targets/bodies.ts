import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { readJson } from '../../../firmware/api/body.ts';
import { changeFromBody } from '../../../firmware/api/cnf/variable-change.ts';
import { maxVariables, variableKey } from '../../../firmware/domain/variable.ts';
import { type FuzzTarget, mustBeFinite, mustHold, refusedOrThrown, takenOrRefused } from '../target.ts';

const author = { name: 'channel:emt', side: 'channel' } as const;

/** Both bodies of set_cm_vars: flat, and a list with formulas (S10). */
export const bodies: FuzzTarget = {
  name: 'bodies',
  share: 12,
  maxBytes: 70_000,
  words: ['"vars":', '"name":', '"expr":', '"AVAIL"', '"avail"', ',', ':', '{"a":1,"a":2}', '1e999', '\\u0041'],
  open: () => ({
    seeds: [
      '{"var1":1.5,"var2":2}',
      '{"AVAIL":40,"PWR":"12.5"}',
      '{"vars":[{"name":"var1","expr":"55000*AVAIL/100"},{"name":"b","expr":"1"}]}',
      '{"__proto__":1}',
      '[1,2,3]',
    ],
    async take(input) {
      const request = Object.assign(Readable.from([input]), { headers: { 'content-length': String(input.length) } });
      const body = await readJson(request as unknown as IncomingMessage).catch(refusedOrThrown);
      const change = takenOrRefused(() => changeFromBody(body, new URLSearchParams(), author));
      if (change === undefined) return;
      mustHold(change.values.length <= maxVariables, `${change.values.length} variables`);
      for (const { name, value, expr } of change.values) {
        mustHold(/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name), `the name ${JSON.stringify(name)}`);
        mustHold((value === undefined) !== (expr === undefined), 'neither a number nor a formula, or both');
        mustBeFinite(value);
        mustHold((expr?.length ?? 0) <= 1000, 'a formula that is too long');
      }
      const keys = new Set(change.values.map(({ name }) => variableKey(name)));
      mustHold(keys.size === change.values.length, 'one variable twice');
    },
  }),
};
