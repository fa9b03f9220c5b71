import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { movedSecrets } from '../../../firmware/domain/secret-places.ts';

const site = {
  name: 'x',
  devices: [{ id: 'M1', address: '10.0.0.5', secret: 'meter' }],
  mqtt: { address: '10.0.0.6:8883', tls: true, secret: 'broker' },
  influx: { url: 'http://10.0.0.7:8086', secret: 'influx' },
  events: {
    channels: [
      { id: 'a', kind: 'webhook', url: 'https://a.example', signIn: { with: 'basic', secret: 'hook' } },
      { id: 'b', kind: 'mail', server: { host: 'smtp.example', port: 587 }, secret: 'mail' },
    ],
  },
  outputs: [{ id: 'o', url: 'http://10.0.0.9/a', secret: 'out', resets: [{ url: 'http://10.0.0.9/0' }] }],
  members: [{ id: 'm', address: 'https://10.0.0.8', pin: 'ab', token: 'member' }],
};
type Change = (document: typeof site) => void;
const moved = (change: Change) => {
  const after = structuredClone(site);
  change(after);
  return movedSecrets(site, after);
};

describe('where secrets go', () => {
  const rows: readonly (readonly [string, Change, readonly string[]])[] = [
    ['nothing changed', () => undefined, []],
    ['a name changed', (d) => Object.assign(d, { name: 'y' }), []],
    ['a device elsewhere', (d) => Object.assign(d.devices[0] ?? {}, { address: '10.6.6.6' }), ['meter']],
    ['a device more at the same place', (d) => d.devices.push({ ...d.devices[0], id: 'M2' } as never), []],
    ['a device taken away', (d) => d.devices.pop(), []],
    ['the database elsewhere', (d) => Object.assign(d.influx, { url: 'http://evil.example' }), ['influx']],
    ['the database with the secret of another', (d) => Object.assign(d.influx, { secret: 'broker' }), ['broker']],
    ['the broker without TLS', (d) => Object.assign(d.mqtt, { tls: false }), ['broker']],
    ['a webhook elsewhere', (d) => Object.assign(d.events.channels[0] ?? {}, { url: 'https://b.example' }), ['hook']],
    [
      'mail to another port',
      (d) => Object.assign(d.events.channels[1] ?? {}, { server: { host: 'smtp.example' } }),
      ['mail'],
    ],
    ['no reset', (d) => Object.assign(d.outputs[0] ?? {}, { resets: [] }), []],
    ['a rule more', (d) => Object.assign(d.devices[0] ?? {}, { rules: [{ if: { device: 'M1' } }] }), []],
    ['another path of an output', (d) => Object.assign(d.outputs[0] ?? {}, { url: 'http://10.0.0.9/b?x=1' }), []],
    ['an output elsewhere', (d) => Object.assign(d.outputs[0] ?? {}, { url: 'http://10.6.6.6/a' }), ['out']],
    [
      'a reset elsewhere',
      (d) => Object.assign(d.outputs[0] ?? {}, { resets: [{ url: 'http://10.6.6.6/0' }] }),
      ['out'],
    ],
    ['a member without its pin', (d) => Object.assign(d.members[0] ?? {}, { pin: undefined }), ['member']],
  ];
  for (const [title, change, wanted] of rows) it(title, () => assert.deepEqual(moved(change), wanted));

  it('reads whatever comes', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => Array.isArray(movedSecrets(a, b))));
    assert.deepEqual(movedSecrets(undefined, null), []);
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    assert.deepEqual(movedSecrets(site, deep), []);
  });
});
