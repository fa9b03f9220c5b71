import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { parseHttpAddress, urlOf } from '../../../../firmware/domain/site/http-address.ts';
import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';
import { knowledge, smallSite } from './documents.ts';

const meter = { kind: 'meter' as const, defaultUnitId: 0, measuresCurrent: true, ownsLine: true };
/** Products that speak in messages, beside the invented ones. */
const known: SiteKnowledge = {
  ...knowledge,
  definition: (id) =>
    ({
      'by-http': { ...meter, reachedBy: ['http' as const] },
      'by-mqtt': { ...meter, reachedBy: ['mqtt' as const] },
      'by-mqtt-named': { ...meter, reachedBy: ['mqtt' as const], defaultTopic: 'meter' },
      'by-pulses': { ...meter, reachedBy: ['contact' as const] },
      'by-slow-telegram': { ...meter, reachedBy: ['serial' as const], speaksEveryMs: 10_000 },
      'by-telegram': { ...meter, reachedBy: ['serial' as const, 'tcp' as const] },
    })[id] ?? knowledge.definition(id),
};
const brokers = [{ id: 'home', address: '10.0.0.2:1883' }];
const lines = [{ id: 'p1', kind: 'serial', path: '/dev/ttyUSB0', baudRate: 115_200 }];
const faults = (...devices: object[]): readonly (string | undefined)[] => {
  const result = readSite({ ...smallSite(), brokers, lines, devices }, known);
  return result.ok ? [] : result.faults.map((fault) => fault.path);
};
const http = { id: 'M1', definition: 'by-http', address: '10.0.0.5' };
const mqtt = { id: 'M2', definition: 'by-mqtt', broker: 'home', topic: 'plug-1' };
const pulses = { id: 'M6', definition: 'by-pulses', contact: { kind: 'gpio', line: 17 }, pulsesPerKwh: 800 };
const telegram = { id: 'M3', definition: 'by-telegram', line: 'p1' };

describe('Devices of a site that speak in messages', () => {
  it('are reached by an address, a broker, or a line of their own', () => {
    assert.deepEqual(faults(http, mqtt, telegram, pulses), []);
    assert.deepEqual(faults({ ...mqtt, definition: 'by-mqtt-named', topic: undefined }), []);
    assert.deepEqual(faults({ ...telegram, line: undefined, address: '10.0.0.7:23' }), []);
  });

  it('may count as fresh for longer than they are silent, and not for less', () => {
    const slow = { ...telegram, definition: 'by-slow-telegram' };
    assert.deepEqual(faults(slow), ['devices[0].staleS']);
    assert.deepEqual(faults({ ...slow, staleS: 25 }), []);
  });

  const refused: [string, object[], string][] = [
    ['HTTP without an address', [{ ...http, address: undefined }], 'devices[0].address'],
    ['an address with a password', [{ ...http, address: 'http://a:b@10.0.0.5' }], 'devices[0].address'],
    ['an address with a path', [{ ...http, address: 'http://10.0.0.5/x' }], 'devices[0].address'],
    ['HTTP on a line', [{ ...http, line: 'p1' }], 'devices[0].line'],
    ['HTTP over a broker', [{ ...http, broker: 'home' }], 'devices[0].broker'],
    ['a broker that is not there', [{ ...mqtt, broker: 'else' }], 'devices[0].broker'],
    ['MQTT without a broker', [{ ...mqtt, broker: undefined }], 'devices[0].broker'],
    ['MQTT without a name', [{ ...mqtt, topic: undefined }], 'devices[0].topic'],
    ['MQTT at an address', [{ ...mqtt, address: '10.0.0.5' }], 'devices[0].address'],
    ['a topic with a wildcard', [{ ...mqtt, topic: 'a/#' }], 'devices[0].topic'],
    ['pulses without a contact', [{ ...pulses, contact: undefined }], 'devices[0].contact'],
    ['pulses on a line', [{ ...pulses, line: 'p1' }], 'devices[0].line'],
    ['one contact twice', [pulses, { ...pulses, id: 'M7' }, http], 'devices[0].contact'],
    ['a contact for HTTP', [{ ...http, contact: { kind: 'gpio', line: 4 } }], 'devices[0].contact'],
    [
      'a contact at the port of a line',
      [{ ...pulses, contact: { kind: 'serial', path: '/dev/ttyUSB0', line: 'cts' } }],
      'devices[0].contact.path',
    ],
    ['the same name twice', [mqtt, { ...mqtt, id: 'M5' }], 'devices[1]'],
    [
      'a line that another device uses',
      [telegram, { id: 'M4', definition: 'a-meter', line: 'p1', unitId: 1 }],
      'devices[0].line',
    ],
    [
      'a broker for Modbus',
      [{ id: 'M4', definition: 'a-meter', line: 'p1', unitId: 1, broker: 'home' }],
      'devices[0].broker',
    ],
  ];
  for (const [what, devices, path] of refused)
    it(`are refused with ${what}`, () => {
      assert.equal(faults(...devices)[0], path);
    });
});

describe('The brokers of a site', () => {
  const pathsOf = (...given: object[]): readonly (string | undefined)[] => {
    const result = readSite({ ...smallSite(), brokers: given }, known);
    return result.ok ? [] : result.faults.map((fault) => fault.path);
  };
  const home = { id: 'home', address: '10.0.0.2:8883', tls: true, pin: 'a'.repeat(64), secret: 'broker' };

  it('have an address, a certificate and a secret', () => assert.deepEqual(pathsOf(home), []));

  const refused: [string, object[], string][] = [
    ['a pin without TLS', [{ ...home, tls: false }], 'brokers[0].pin'],
    ['a pin that is none', [{ ...home, pin: 'AA:BB' }], 'brokers[0].pin'],
    ['a name twice', [home, { ...home, address: '10.0.0.3:1883' }], 'brokers[1].id'],
    ['a port that is none', [{ ...home, address: '10.0.0.2:70000' }], 'brokers[0].address'],
  ];
  for (const [what, given, path] of refused)
    it(`are refused with ${what}`, () => {
      assert.deepEqual(pathsOf(...given), [path]);
    });
});

describe('An address for HTTP', () => {
  const rows: [string, string | undefined][] = [
    ['10.0.0.5', 'http://10.0.0.5:80'],
    ['meter.lan:8080', 'http://meter.lan:8080'],
    ['https://meter.lan', 'https://meter.lan:443'],
    ['http://[fd00::5]:81', 'http://[fd00::5]:81'],
    ['Meter.lan', undefined],
    ['ftp://meter.lan', undefined],
    ['meter.lan/', undefined],
    ['a@b', undefined],
    ['', undefined],
    ['10.0.0.5:0', undefined],
    ['10.0.0.5:70000', undefined],
  ];
  for (const [text, expected] of rows)
    it(`"${text}" is ${expected ?? 'none'}`, () => {
      const target = parseHttpAddress(text);
      assert.equal(target && urlOf(target), expected);
    });
});
