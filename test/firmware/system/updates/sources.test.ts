import assert from 'node:assert/strict';
import { checkSources, sourceOf, targetsOf } from '../../../../firmware/system/updates/sources.ts';

const sources = [
  'https://updates.example/netwacht/',
  'https://one.example:8443/fixed/x.raucb?key=1',
  'https://b.example',
];

describe('S34 the listed sources of updates', () => {
  for (const url of [
    'https://updates.example/netwacht/',
    'https://updates.example/netwacht/cm4/x.raucb',
    'https://UPDATES.example:443/netwacht/x.raucb?token=1',
    'https://one.example:8443/fixed/x.raucb?key=1',
    'https://b.example/anything',
  ])
    it(`take ${url}`, () => assert.ok(sources.includes(sourceOf(url, sources))));

  for (const [url, code] of [
    ['https://updates.example/netwacht', 'notListed'],
    ['https://updates.example/netwacht-evil/x', 'notListed'],
    ['https://updates.example/netwacht/../evil', 'notListed'],
    ['https://updates.example/netwacht/%2e%2e/evil', 'notListed'],
    ['https://updates.example/netwacht/..%2fevil', 'badUrl'],
    ['https://updates.example/netwacht/..%5cevil', 'badUrl'],
    ['https://updates.example:444/netwacht/x', 'notListed'],
    ['http://updates.example/netwacht/x', 'badUrl'],
    ['https://updates.example.evil.example/netwacht/x', 'notListed'],
    ['https://user:pw@updates.example/netwacht/x', 'badUrl'],
    ['https://one.example:8443/fixed/x.raucb?key=2', 'notListed'],
    ['https://one.example:8443/fixed/x.raucb', 'notListed'],
    ['https://2130706433/x', 'badUrl'],
    ['ftp://b.example/x', 'badUrl'],
    ['x.raucb', 'badUrl'],
  ] as const)
    it(`refuse ${url}`, () => assert.throws(() => sourceOf(url, sources), { code, path: 'url' }));

  it('are checked one by one, and tell the guard host and port', () => {
    checkSources(sources);
    assert.throws(() => checkSources([...sources, 'http://c.example/']), { code: 'badSource', path: 'sources[3]' });
    assert.deepEqual(targetsOf(sources).at(1), { scheme: 'https', host: 'one.example', port: 8443 });
  });
});
