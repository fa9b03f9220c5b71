import assert from 'node:assert/strict';
import { type AnswerRecord, neighbours, Records } from '../../../drivers/scan/neighbours.ts';

const meter: readonly AnswerRecord[] = [
  { type: 'PTR', name: '_http._tcp.local', data: 'Shelly Pro 3EM._http._tcp.local' },
  { type: 'SRV', name: 'Shelly Pro 3EM._http._tcp.local', data: { target: 'shelly.local', port: 80 } },
  { type: 'A', name: 'shelly.local', data: '10.0.0.5' },
];

describe('Who says on the network what they are', () => {
  it('is put together of the records of an answer, in whatever order they come', () => {
    for (const records of [meter, [...meter].reverse()]) {
      const heard = new Records();
      for (const record of records) heard.take([record]);
      assert.deepEqual(heard.neighbours(), [{ name: 'Shelly Pro 3EM', service: '_http._tcp', address: '10.0.0.5:80' }]);
    }
  });

  it('is nobody where a record is missing, or is nonsense', () => {
    for (let k = 0; k < meter.length; k += 1) {
      const heard = new Records();
      heard.take(meter.filter((_, at) => at !== k));
      assert.deepEqual(heard.neighbours(), []);
    }
    const heard = new Records();
    heard.take([
      { type: 'PTR', name: '_http._tcp.local', data: 7 },
      { type: 'SRV', name: 'x', data: { target: 1, port: 'http' } },
      { type: 'A', name: 'x' },
    ]);
    assert.deepEqual(heard.neighbours(), []);
  });

  it('is bounded: thousands of names are not kept', () => {
    const heard = new Records();
    for (let k = 0; k < 5_000; k += 1)
      heard.take([{ type: 'PTR', name: '_http._tcp.local', data: `n${k}._http._tcp.local` }, ...meter.slice(1)]);
    assert.ok(heard.neighbours().length <= 200);
  });

  it('is not looked for towards a gateway, and ends in time where there is no network', async () => {
    const end = new AbortController();
    const at = {
      address: '127.0.0.9',
      netmask: '255.0.0.0',
      family: 'IPv4',
      mac: '',
      internal: false,
      cidr: null,
    } as const;
    const options = { hanInterfaces: ['han0'], listenMs: 50, signal: end.signal };
    assert.deepEqual(await neighbours({ ...options, interfaces: { han0: [at] } }), []);
    assert.deepEqual(await neighbours({ ...options, interfaces: {} }), []);
  });
});
