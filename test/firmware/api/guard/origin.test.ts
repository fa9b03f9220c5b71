import assert from 'node:assert/strict';
import { type Provenance, provenance } from '../../../../firmware/api/guard/origin.ts';

const host = '10.0.2.15:8080';
const rows: readonly [string, Record<string, string>, Provenance][] = [
  ['curl, which sends none of them', {}, 'silent'],
  ['our page', { origin: 'http://10.0.2.15:8080' }, 'same'],
  [
    'our page with all headers',
    { origin: `http://${host}`, referer: `http://${host}/`, 'sec-fetch-site': 'same-origin' },
    'same',
  ],
  ['an address typed by hand', { 'sec-fetch-site': 'none' }, 'silent'],
  ['our page that reads', { referer: 'http://10.0.2.15:8080/#/now', 'sec-fetch-site': 'same-origin' }, 'silent'],
  ['another host', { origin: 'http://evil.example' }, 'foreign'],
  ['another port', { origin: 'http://10.0.2.15:8081' }, 'foreign'],
  ['another scheme', { origin: 'https://10.0.2.15:8080' }, 'foreign'],
  ['a sandboxed frame', { origin: 'null' }, 'foreign'],
  ['an empty origin', { origin: '' }, 'foreign'],
  ['a foreign referer', { referer: 'http://evil.example/10.0.2.15:8080' }, 'foreign'],
  ['a referer that is no address', { referer: 'about:blank' }, 'foreign'],
  ['our origin with a foreign referer', { origin: `http://${host}`, referer: 'http://evil.example/' }, 'foreign'],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }, 'foreign'],
  ['a sister site', { 'sec-fetch-site': 'same-site', origin: `http://${host}` }, 'foreign'],
];

describe('where a request comes from', () => {
  for (const [what, headers, expected] of rows)
    it(`is ${expected} for ${what}`, () => assert.equal(provenance({ host, ...headers }, false), expected));

  it('leaves the default port out, as browsers do', () => {
    assert.equal(provenance({ host: '10.0.2.15:443', origin: 'https://10.0.2.15' }, true), 'same');
    assert.equal(provenance({ host: '10.0.2.15', origin: 'http://10.0.2.15:80' }, false), 'same');
  });
});
