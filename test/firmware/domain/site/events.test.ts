import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge, smallSite } from './documents.ts';

const mail = {
  ...{ id: 'owner', kind: 'mail', from: 'box@example.com', to: ['anna@example.com'] },
  server: { host: 'smtp.example.com' },
};
const hook = { id: 'hook', kind: 'webhook', url: 'https://hooks.example.com/x' };
const push = { id: 'phone', kind: 'push', url: 'https://push.example.com/x' };
const rule = { topics: ['gridLimit'], channels: ['owner'] };

const faultsOf = (channels: readonly object[], rules: readonly object[] = []): string => {
  const read = readSite({ ...smallSite(), events: { channels, rules } }, knowledge);
  return read.ok ? '' : read.faults.map(({ message }) => message).join('\n');
};

describe('messages to people in the site document', () => {
  it('takes the three kinds with what is usual filled in, and no events at all', () => {
    assert.equal(faultsOf([mail, hook, push], [rule]), '');
    const read = readSite({ ...smallSite(), events: { channels: [mail], rules: [rule] } }, knowledge);
    assert.ok(read.ok);
    const [channel] = read.site.events.channels;
    assert.deepEqual(
      [channel?.language, channel?.perHour, channel?.kind === 'mail' && channel.server],
      ['en', 20, { host: 'smtp.example.com', port: 587, tls: 'starttls' }],
    );
    assert.ok(readSite(smallSite(), knowledge).ok);
  });

  const refused: readonly (readonly [string, readonly object[], readonly object[], RegExp])[] = [
    ['an id twice', [mail, { ...hook, id: 'owner' }], [], /"owner" is used twice/],
    ['a rule to nowhere', [hook], [rule], /events\.rules\[0\]\.channels\[0\]: there is no channel "owner"/],
    [
      'a password without TLS',
      [{ ...mail, secret: 'x', server: { host: 'a.example', tls: 'none' } }],
      [],
      /only sent over TLS/,
    ],
    [
      'an address with a line end',
      [{ ...mail, to: ['anna@example.com\r\nBcc: eve@evil.example'] }],
      [],
      /e-mail address/,
    ],
    ['an address with a name', [{ ...mail, from: 'Box <box@example.com>' }], [], /e-mail address/],
    [
      'a user and password in a URL',
      [{ ...hook, url: 'https://a:b@hooks.example.com/x' }],
      [],
      /without user and password/,
    ],
    ['another scheme', [{ ...hook, url: 'file:///etc/passwd' }], [], /begins with http/],
    ['a host in a second form', [{ ...hook, url: 'http://0x7f.1/' }], [], /begins with http|clear/],
    ['fields that are missing', [{ ...push, shape: 'json' }], [], /needs fields/],
    ['a header with a line end', [{ ...push, headers: { 'a\r\nb': 'x' } }], [], /header/],
    ['no receiver', [{ ...mail, to: [] }], [], /./],
    ['an unknown topic', [mail], [{ ...rule, topics: ['weather'] }], /./],
  ];
  for (const [what, channels, rules, words] of refused)
    it(`refuses ${what}`, () => assert.match(faultsOf(channels, rules), words));
});
