import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';
import { contractSite, knowledge } from './documents.ts';

const withRelay: SiteKnowledge = {
  ...knowledge,
  definition: (id) =>
    id === 'a-relay'
      ? { kind: 'meter', reachedBy: ['http'], defaultUnitId: 1, measuresCurrent: false }
      : knowledge.definition(id),
};
const faultsOf = (...outputs: object[]) => {
  const document = contractSite();
  document.devices.push({ id: 'M9', definition: 'a-relay', address: '10.0.0.9', role: 'display' } as never);
  const result = readSite({ ...document, outputs }, withRelay);
  return result.ok ? [] : result.faults.map(({ path, message }) => [path, message] as const);
};
const fine = { id: 'heat', url: 'http://10.0.0.9/relay?on=${AVAIL}' };

describe('the outputs of a site', () => {
  it('may go to an address that is written out, to a device by HTTP, and to this box itself', () => {
    assert.deepEqual(
      faultsOf(
        fine,
        {
          id: 'a',
          url: 'https://meter.lan:8443/${if AVAIL`on`off}',
          method: 'PUT',
          body: '{"w":${B}}',
          secret: 'relay',
        },
        { id: 'b', device: 'M9', url: '/rpc/Switch.Set?id=0&on=${if B`true`false}', resendS: 60, atMostEveryS: 5 },
        { id: 'c', url: '/cnf?cmd=set_cm_vars&name=X&val=${B}&tmp=1' },
        { id: 'd', url: 'http://localhost/cnf?cmd=set_cm_vars', method: 'POST', body: '{"X":${B}}' },
        { id: 'e', url: '${if AVAIL`http://10.0.0.9/on`}', resets: [{ url: 'http://10.0.0.9/off' }], enabled: false },
      ),
      [],
    );
  });

  const refusals: [string, object, string, RegExp][] = [
    ['a formula that cannot be read', { url: 'http://a/${B ?! 1}' }, 'url', /characters 13 to 15/],
    ['a formula in the body', { method: 'POST', body: '12${?!}' }, 'body', /characters 4 to 6/],
    ['an unknown device in a formula', { url: 'http://a/${M7.x}' }, 'url', /no device M7/],
    ['an empty formula', { url: 'http://a/${ }' }, 'url', /missing/],
    ['a "${" that is not closed', { url: 'http://a/${B' }, 'url', /not closed/],
    ['a host that is computed', { url: 'http://10.0.0.${B}/x' }, 'url', /no formula may stand before the path/],
    [
      'a host that is chosen and goes on',
      { url: '${if B`http://10.0.0.1`http://10.0.0.2`}${B}/x' },
      'url',
      /no formula may/,
    ],
    ['a choice in front of a path', { url: '${if B`http`https`}://10.0.0.1/x' }, 'url', /no formula may/],
    ['an address that is all computed', { url: '${B}' }, 'url', /begins with http/],
    ['a path without a device', { url: '/relay' }, 'url', /begins with http/],
    ['another path of ours', { url: '/api/v1/site' }, 'url', /begins with http/],
    ['user and password in the address', { url: 'http://u:p@10.0.0.9/x' }, 'url', /begins with http/],
    ['another scheme', { url: 'ftp://10.0.0.9/x' }, 'url', /begins with http/],
    ['a port that is none', { url: 'http://10.0.0.9:70000/x' }, 'url', /begins with http/],
    ['a device that is not there', { device: 'M8', url: '/x' }, 'device', /no device M8/],
    ['a device on a line', { device: 'M1', url: '/x' }, 'device', /not reached by HTTP/],
    ['a whole address beside a device', { device: 'M9', url: 'http://10.0.0.9/x' }, 'url', /is a path/],
    ['a GET with a body', { body: 'x' }, 'body', /no body/],
    ['a DELETE of ours', { method: 'DELETE', url: '/cnf?cmd=x' }, 'method', /GET and POST/],
    ['a formula in a reset', { resets: [{ url: 'http://a/${B}' }] }, 'resets[0].url', /nothing is computed/],
    ['a reset without an address', { resets: [{ url: 'off' }] }, 'resets[0].url', /begins with http/],
    ['an unknown key', { colour: 1 }, 'colour', /unknown/],
    ['an unknown key in a reset', { resets: [{ url: 'http://a/x', every: 1 }] }, 'resets[0].every', /unknown/],
    ['a resend of 0 s', { resendS: 0 }, 'resendS', /./],
    ['a content type that is a header', { contentType: 'a/b\r\nX: y' }, 'contentType', /./],
  ];
  for (const [what, change, path, sentence] of refusals)
    it(`are refused with ${what}`, () => {
      const [[where, message] = [], ...more] = faultsOf({ ...fine, ...change });
      assert.equal(where, `outputs[0].${path}`);
      assert.match(message ?? '', sentence);
      assert.deepEqual(more, []);
    });

  it('are refused with an id twice', () => {
    assert.deepEqual(
      faultsOf(fine, fine).map(([path]) => path),
      ['outputs[1].id'],
    );
  });
});
