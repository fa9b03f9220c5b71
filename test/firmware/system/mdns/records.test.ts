import assert from 'node:assert/strict';
import { answersTo, hostOf, isConflict, recordsOf } from '../../../../firmware/system/mdns/records.ts';

const said = { id: 'NTW-0123456789abcdef', version: '1.0.0', port: 80, attempt: 1 };
const host = 'netwacht-0123456789abcdef.local';
const records = recordsOf(said, '10.0.0.7');

describe('what the box says of itself on the network', () => {
  it('answers what is asked and nothing else, in capitals too', () => {
    const asked = (name: string, type: string) => answersTo([{ name, type }], records);
    assert.deepEqual(
      asked(host.toUpperCase(), 'A').answers.map(({ data }) => data),
      ['10.0.0.7'],
    );
    assert.deepEqual(asked(host, 'AAAA').answers, []);
    assert.deepEqual(asked('printer.local', 'ANY').answers, []);
    const found = asked('_http._tcp.local', 'PTR');
    assert.equal(found.answers.length, 1);
    assert.ok(['A', 'SRV', 'TXT'].every((type) => found.additionals.some((one) => one.type === type)));
  });

  it('takes back what is its own, and not that others offer such a service', () => {
    const goodbye = recordsOf(said, '10.0.0.7', true);
    assert.ok(goodbye.length > 0 && goodbye.every(({ ttl }) => ttl === 0));
    assert.ok(!goodbye.some(({ name }) => name.startsWith('_services.')));
  });

  it('knows somebody else with its name from itself on another cable', () => {
    const heard = (data: string) => [{ name: host, type: 'A', data }];
    assert.equal(isConflict(heard('10.0.0.9'), host, ['10.0.0.7', '10.0.0.8']), true);
    assert.equal(isConflict(heard('10.0.0.8'), host, ['10.0.0.7', '10.0.0.8']), false);
    assert.equal(hostOf({ ...said, attempt: 2 }), 'netwacht-0123456789abcdef-2.local');
  });
});
