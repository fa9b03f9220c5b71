import { isDeepStrictEqual } from 'node:util';
import { parseOutboundUrl } from '../../../drivers/link/outbound-url.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { targetOfText, targetsOf, wholeUrl } from '../../../firmware/domain/site/output-target.ts';
import { isFormulated, parseTemplate, rendered, sentValue } from '../../../firmware/domain/site/output-template.ts';
import { knowledge } from '../../site/in-process/products.ts';
import { type FuzzTarget, mustHold, takenOrRefused } from '../target.ts';

const values = [0, 1, -1, 16_000, 1e21, 1e-7, -0.5, 2 ** 53];

const siteWith = (url: string, body: string) => ({
  ...{ name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 40 }] },
  variables: [{ name: 'A', value: 1 }],
  outputs: [{ id: 'o', method: 'POST', url, body }],
});

/** Addresses and bodies of outputs: whatever formulas come to, a call goes where the installer wrote it goes (S34). */
export const outputTemplates: FuzzTarget = {
  name: 'output-templates',
  share: 4,
  maxBytes: 1_000,
  words: [
    ...['${', '}', '`', '${if ', 'A', 'http://', 'https://', '/cnf?cmd=set_cm_vars', '10.0.0.9', ':80', '@', '#', '?'],
    ...['${A}', '${if A`', '`}', '\\', '//', '%2f', 'localhost', '[::1]', '.', '\n'],
  ],
  open: () => ({
    seeds: [
      'http://10.0.0.9/relay?on=${A}',
      'https://meter.lan:8443/${if A > 0`on`off}?x=${A * 2}',
      '/cnf?cmd=set_cm_vars&name=A&val=${A}',
      '${if A`http://10.0.0.9/on`http://10.0.0.8/off`}',
      'http://localhost/cnf?cmd=get_cm_vars',
      '{"w":${if A`{"a":1}`{"b":2}`}}',
    ],
    take(input) {
      const text = input.toString('utf8');
      const site = readSite(siteWith(text, text), knowledge);
      if (!site.ok) return;
      const template = parseTemplate(text);
      mustHold(template.ok, 'a site was taken with a template that cannot be read');
      const meant = targetsOf(template.pieces, {}, site.site);
      for (const value of values) {
        const url = rendered(
          template.pieces,
          template.pieces.filter(isFormulated).map(() => sentValue(value)),
        );
        if (url === '') continue;
        const goes = targetOfText(url, {}, site.site);
        mustHold(
          meant.some((target) => isDeepStrictEqual(target, goes)),
          `${url} goes elsewhere than ${text}`,
        );
        if (goes?.kind !== 'out') continue;
        const { target } = goes;
        const asked = takenOrRefused(() => parseOutboundUrl(wholeUrl(url, target)));
        mustHold(asked === undefined || isDeepStrictEqual(asked.target, target), `${url} is asked elsewhere`);
      }
    },
  }),
};
