import { refusedBecause } from '../../../drivers/link/outbound-address.ts';
import { mustBeListed, parseOutboundUrl } from '../../../drivers/link/outbound-url.ts';
import { outboundTarget } from '../../../firmware/domain/outbound.ts';
import { type FuzzTarget, mustHold, takenOrRefused } from '../target.ts';

const listed = [{ scheme: 'https', host: 'prices.example', port: 443 } as const];
const rules = { interfaces: {}, hanInterfaces: [], loopbackAllowed: false };

/** URLs and addresses of requests that are made on someone's behalf (S34). */
export const outboundUrls: FuzzTarget = {
  name: 'outbound-urls',
  share: 6,
  maxBytes: 2_300,
  words: [
    'https://',
    'http://',
    'prices.example',
    '@',
    ':443',
    '127.0.0.1',
    '[::1]',
    '0x7f',
    '\\',
    '#',
    '?',
    '::ffff:',
    '%2f',
  ],
  open: () => ({
    seeds: [
      'https://prices.example/day?d=1',
      'http://[2a00:1::5]:8080/',
      'http://192.168.7.20/',
      '::ffff:127.0.0.1',
      '10.0.0.1',
    ],
    take(input) {
      const text = input.toString('utf8');
      if (refusedBecause(text, rules) === undefined)
        mustHold(!/^(127|0)\.|^169\.254\.|^::|^fe[89ab]/i.test(text), `would connect to ${text}`);
      const url = takenOrRefused(() => parseOutboundUrl(text));
      if (url === undefined) return;
      mustHold(
        outboundTarget.safeParse(url.target).success || /\.$|\.\.|^-|-$|^\.|-\.|\.-/.test(url.target.host),
        url.target.host,
      );
      mustHold(url.path.startsWith('/') && !/[\s\r\n]/.test(url.path), `the path ${url.path}`);
      if (takenOrRefused(() => mustBeListed(url.target, listed) ?? true) === true)
        mustHold(new URL(text).origin === 'https://prices.example', `${text} counts as listed`);
    },
  }),
};
