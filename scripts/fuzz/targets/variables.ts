import { targetOf } from '../../../firmware/api/cnf/target.ts';
import { changeFromQuery } from '../../../firmware/api/cnf/variable-change.ts';
import { parseNumber, variableNameFault } from '../../../firmware/domain/variable.ts';
import { type FuzzTarget, mustBeFinite, mustHold, takenOrRefused } from '../target.ts';

const author = { name: 'channel:emt', side: 'channel' } as const;
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;

/** Names, numbers and queries of the operator's calls (S10). */
export const variables: FuzzTarget = {
  name: 'variables',
  share: 12,
  maxBytes: 600,
  words: ['name=', 'val=', '&', 'cmd=set_cm_vars', 'clear=1', 'tmp=1', '%26', '+', 'AVAIL', 'M1', 'CM.', '_x', '1.5e3'],
  open: () => ({
    seeds: [
      '/cnf?cmd=set_cm_vars&name=AVAIL&val=40',
      '//cnf?cmd=set_cm_vars&name=a&val=-1.5e-3&tmp=1&clear=0',
      '/cnf?cmd%3Dset_cm_vars%26name%3DAVAIL%26val%3D1',
      'AVAIL',
      '-12.5e3',
    ],
    take(input) {
      const text = input.toString('utf8');
      const number = parseNumber(text);
      if (number !== undefined) mustBeFinite(number);
      if (variableNameFault(text) === undefined) mustHold(namePattern.test(text), `the name ${JSON.stringify(text)}`);
      const { path, query } = targetOf(input.toString('latin1'));
      mustHold(path.startsWith('/') && !path.startsWith('//'), `the path ${path}`);
      const change = takenOrRefused(() => changeFromQuery(query, author));
      for (const { name, value } of change?.values ?? []) {
        mustHold(namePattern.test(name), `the name ${JSON.stringify(name)}`);
        mustBeFinite(value);
      }
    },
  }),
};
