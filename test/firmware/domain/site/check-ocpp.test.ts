import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';
import { contractSite, knowledge } from './documents.ts';

const withOcpp: SiteKnowledge = {
  ...knowledge,
  definition: (id) =>
    id === 'ocpp'
      ? { kind: 'chargePoint', reachedBy: ['ocpp'], defaultUnitId: 0, measuresCurrent: true, switchesPhases: true }
      : knowledge.definition(id),
};
const box = { id: 'E2', definition: 'ocpp', address: 'CP-1', secret: 'cp-1', circuit: 'garage' };

const faults = (...devices: object[]) => {
  const document = contractSite();
  const result = readSite({ ...document, devices: [...document.devices, ...devices] }, withOcpp);
  return result.ok ? [] : result.faults.map(({ path, message }) => `${path}: ${message.slice(0, 300)}`);
};
const pathsOf = (...devices: object[]) => faults(...devices).map((text) => text.slice(0, text.indexOf(': ')));

describe('a charge point that speaks OCPP, in a site', () => {
  const taken: [string, object][] = [
    ['with a password', box],
    ['with a certificate', { ...box, secret: undefined, certificate: 'SN-0815' }],
    ['with both, and the profile said', { ...box, certificate: 'SN-0815', securityProfile: 3 }],
    ['with TLS and a password', { ...box, securityProfile: 2 }],
    ['open to anybody who knows its id, where that is wanted', { ...box, secret: undefined, insecure: true }],
    [
      'with everything that other charge points have',
      {
        ...{
          ...box,
          connector: 2,
          phases: 'L2L3L1',
          minCurrentA: 8,
          maxCurrentA: 32,
          failsafeCurrentA: 0,
          priority: 3,
        },
        ...{ phaseSwitch: 'auto', staleS: 120, pingS: 0, plan: [], limits: [], rules: [] },
      },
    ],
    ['with an id of many kinds of characters', { ...box, address: 'DE*ABC*E1 Hof é #2' }],
    ['with 64 characters', { ...box, address: 'x'.repeat(64) }],
  ];
  for (const [how, device] of taken) it(`is taken ${how}`, () => assert.deepEqual(faults(device), []));

  it('is taken with several connectors of one connection', () => {
    assert.deepEqual(faults(box, { ...box, id: 'E3', connector: 2 }), []);
  });

  const refused: [string, object, string][] = [
    ['without a password or certificate', { ...box, secret: undefined }, 'devices[2]'],
    ['insecure, but with a password', { ...box, insecure: true }, 'devices[2].insecure'],
    ['insecure: false, and nothing else', { ...box, secret: undefined, insecure: false }, 'devices[2]'],
    ['without an address', { ...box, address: undefined }, 'devices[2].address'],
    ['with a slash in its id', { ...box, address: 'a/b' }, 'devices[2].address'],
    ['with 65 characters', { ...box, address: 'x'.repeat(65) }, 'devices[2].address'],
    ['with a space at the end', { ...box, address: 'CP-1 ' }, 'devices[2].address'],
    ['with a control character', { ...box, address: 'CP\n1' }, 'devices[2].address'],
    ['that is called ..', { ...box, address: '..' }, 'devices[2].address'],
    ['with a colon and a password', { ...box, address: 'CP:1' }, 'devices[2].address'],
    ['with connector 0', { ...box, connector: 0 }, 'devices[2].connector'],
    ['as a meter', { ...box, role: 'consumption' }, 'devices[2].role'],
    ['on a line', { ...box, line: 'gw1' }, 'devices[2].line'],
    ['with a unit id', { ...box, unitId: 1 }, 'devices[2].unitId'],
    ['on a broker', { ...box, broker: 'b' }, 'devices[2].broker'],
    ['with a topic', { ...box, topic: 't' }, 'devices[2].topic'],
    ['with a proxy', { ...box, proxy: { port: 5020 } }, 'devices[2].proxy'],
    ['with registers', { ...box, startRegister: 40_000 }, 'devices[2].startRegister'],
    ['with doubtful fields', { ...box, confirmed: ['current'] }, 'devices[2].confirmed[0]'],
    ['with profile 3 and no certificate', { ...box, securityProfile: 3 }, 'devices[2].securityProfile'],
    [
      'with profile 2 and no password',
      { ...box, secret: undefined, certificate: 'x', securityProfile: 2 },
      'devices[2].securityProfile',
    ],
    ['with a ping a second', { ...box, pingS: 1 }, 'devices[2].pingS'],
  ];
  for (const [how, device, path] of refused)
    it(`is refused ${how}, at ${path}`, () => assert.ok(pathsOf(device).includes(path), faults(device).join('\n')));

  it('is refused where another device is the same connector', () => {
    assert.deepEqual(pathsOf(box, { ...box, id: 'E3' }), ['devices[3]']);
    assert.deepEqual(pathsOf(box, { ...box, id: 'E3', connector: 1 }), ['devices[3]']);
  });

  it('is refused where the connectors of one charge point say different things of its connection', () => {
    assert.deepEqual(pathsOf(box, { ...box, id: 'E3', connector: 2, secret: 'other' }), ['devices[3].secret']);
    assert.deepEqual(pathsOf(box, { ...box, id: 'E3', connector: 2, pingS: 30 }), ['devices[3].pingS']);
  });

  it('has keys that no other device has', () => {
    const modbus = { ...contractSite().devices[1], id: 'E2', address: '10.0.0.21:502' };
    for (const [key, value] of Object.entries({ certificate: 'x', insecure: true, securityProfile: 2, pingS: 60 }))
      assert.deepEqual(pathsOf({ ...modbus, [key]: value }), [`devices[2].${key}`]);
  });
});
