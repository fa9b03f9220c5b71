import assert from 'node:assert/strict';
import type { Bus } from '../../../drivers/bus/types.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { ProxyConfig } from '../../../drivers/proxy/proxy-server.ts';
import { whyRefused } from '../../../drivers/proxy/write-rules.ts';
import { DeviceSet } from '../../../firmware/control/device-set.ts';
import { proxyPlans } from '../../../firmware/control/proxy-plans.ts';
import { siteKnowledge } from '../../../firmware/control/site-knowledge.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { lanProxies } from '../../../firmware/domain/site/lan-proxies.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import { smallSite } from '../domain/site/documents.ts';

const catalogue = loadCatalogue();
const serial = { id: 'l1', kind: 'serial', path: '/dev/ttyS0', baudRate: 19_200, parity: 'even' };
const box = { id: 'E1', definition: 'heidelberg-energy-control', line: 'l1', unitId: 3, circuit: 'house' };
const keba = { id: 'E2', definition: 'keba-p30', address: '10.0.0.9:502', circuit: 'house' };
const all = (unitId: number) => ({ unitId, from: 0, to: 65_535 });

const check = (lines: object[], devices: object[], stored = false) =>
  readSite({ ...smallSite(), lines, devices }, siteKnowledge(catalogue), { stored });

function site(lines: object[], devices: object[]): Site {
  const result = check(lines, devices, true);
  assert.ok(result.ok, JSON.stringify(result));
  return result.site;
}
const faults = (lines: object[], devices: object[]) => {
  const result = check(lines, devices);
  return result.ok ? [] : result.faults.map(({ path }) => path);
};
const definitionOf = (id: string) => catalogue.get(id);
const write = (unitId: number, address: number) => ({ unitId, functionCode: 6, address, values: [1] }) as const;

describe('The proxies of a site', () => {
  it('are on loopback and read-only unless the site says else', () => {
    const [plan] = proxyPlans(site([{ ...serial, proxy: { port: 1502 } }], [box]), definitionOf);
    assert.deepEqual([plan?.config.host, plan?.config.port, plan?.config.rules.allowed], ['127.0.0.1', 1502, []]);
    assert.deepEqual([plan?.key, plan?.line.kind], ['line l1', 'serial']);
    assert.deepEqual(plan?.config.timesOf(3), { pauseMs: 100 });
    assert.deepEqual(plan?.config.timesOf(4), undefined);
  });

  it('keep clients from the set-point of a charge point on a line, by its unit id', () => {
    const proxy = { port: 1502, allowWrites: [all(3), all(4)] };
    const [plan] = proxyPlans(site([{ ...serial, proxy }], [box]), definitionOf);
    assert.ok(plan);
    assert.equal(whyRefused(write(3, 261), plan.config.rules)?.code, 2);
    assert.equal(whyRefused(write(3, 900), plan.config.rules), undefined);
    assert.equal(whyRefused(write(4, 261), plan.config.rules), undefined);
  });

  it('keep them from it at a TCP endpoint whatever unit id they name', () => {
    const proxy = { port: 1503, allowWrites: [all(255), all(1)] };
    const [plan] = proxyPlans(site([], [{ ...keba, proxy }]), definitionOf);
    assert.ok(plan);
    assert.equal(plan.key, 'tcp 10.0.0.9:502');
    for (const unitId of [255, 1]) assert.equal(whyRefused(write(unitId, 5004), plan.config.rules)?.code, 2);
    assert.equal(whyRefused(write(1, 4000), plan.config.rules), undefined);
  });

  it('let nothing be written to a charge point whose definition is off, and leave disabled ones to others', () => {
    const proxy = { port: 1502, allowWrites: [all(3)] };
    const off = proxyPlans(site([{ ...serial, proxy }], [{ ...box, definition: 'gone' }]), definitionOf)[0];
    assert.equal(off && whyRefused(write(3, 900), off.config.rules)?.code, 2);
    const disabled = proxyPlans(site([{ ...serial, proxy }], [{ ...box, enabled: false }]), definitionOf)[0];
    assert.equal(disabled && whyRefused(write(3, 261), disabled.config.rules), undefined);
  });

  it('open before and close behind the lines, and stay while nothing of theirs changes', async () => {
    const log: string[] = [];
    const set = new DeviceSet({
      openBus: ({ id }) => {
        log.push(`bus ${id}`);
        return { close: async () => void log.push(`bus ${id} closed`) } as unknown as Bus;
      },
      definition: definitionOf,
      createDevice: ({ id }) =>
        ({ facts: {}, start() {}, onWriteSettled() {}, stop: async () => void log.push(`${id} stopped`) }) as never,
      createMessageDevice: () => assert.fail('speaks in no messages'),
      makeProxy: ({ name, port, rules }: ProxyConfig) => ({
        start: async () => void log.push(`${name} ${port} ${rules.allowed.length}`),
        close: async () => void log.push(`${name} closed`),
      }),
    });
    const took = () => log.splice(0);
    const use = (lines: object[], devices: object[]) => set.use(site(lines, devices), () => undefined);
    await use([{ ...serial, proxy: { port: 1502 } }], []);
    assert.deepEqual(took(), ['bus l1', 'proxy of line l1 1502 0']);
    await use([{ ...serial, proxy: { port: 1502 } }], []);
    assert.deepEqual(took(), []);
    // A charge point comes: its set-point is protected before anybody writes. The line stays open.
    await use([{ ...serial, proxy: { port: 1502 } }], [box]);
    assert.deepEqual(took(), ['proxy of line l1 closed', 'proxy of line l1 1502 0']);
    // Other rules for clients are no reason to let go of a device.
    await use([{ ...serial, proxy: { port: 1502, allowWrites: [all(9)] } }], [box]);
    assert.deepEqual(took(), ['proxy of line l1 closed', 'proxy of line l1 1502 1']);
    await use([serial], [box]);
    assert.deepEqual(took(), ['proxy of line l1 closed']);
    await use([serial], [box, { ...keba, proxy: { port: 1502 } }]);
    assert.deepEqual(took(), ['bus 10.0.0.9:502', 'proxy of device E2 1502 0']);
    await set.stop();
    assert.deepEqual(took().toSorted(), [
      'E1 stopped',
      'E2 stopped',
      'bus 10.0.0.9:502 closed',
      'bus l1 closed',
      'proxy of device E2 closed',
    ]);
  });

  it('are open on the LAN where they are bound to more than this machine', () => {
    const lines = [
      { ...serial, proxy: { port: 1502, bind: '0.0.0.0' } },
      { ...serial, id: 'l2', path: '/dev/ttyS1', proxy: { port: 1503, bind: '127.0.0.1' } },
      { ...serial, id: 'l3', path: '/dev/ttyS2', proxy: { port: 1504, bind: '::1' } },
      { ...serial, id: 'l4', path: '/dev/ttyS3', proxy: { port: 1505, bind: '10.0.0.5' } },
    ];
    const devices = [{ ...keba, proxy: { port: 1506, bind: '10.0.0.5' }, enabled: false }];
    assert.deepEqual(lanProxies(site(lines, devices)), [1502, 1505]);
    assert.deepEqual(lanProxies(undefined), []);
  });

  const shelly = { id: 'M9', definition: 'shelly-pro-3em', address: '10.0.0.7', proxy: { port: 1509 } };
  const bad: [string, object[], object[], string][] = [
    [
      'a port that another proxy has',
      [{ ...serial, proxy: { port: 1502 } }],
      [{ ...keba, proxy: { port: 1502 } }],
      'devices[0].proxy.port',
    ],
    ['a port below 1024', [{ ...serial, proxy: { port: 502 } }], [], 'lines[0].proxy.port'],
    ['the port of OCPP', [{ ...serial, proxy: { port: 19_520 } }], [], 'lines[0].proxy.port'],
    [
      'a name in place of an address',
      [{ ...serial, proxy: { port: 1502, bind: 'box.local' } }],
      [],
      'lines[0].proxy.bind',
    ],
    [
      'a range that runs backwards',
      [{ ...serial, proxy: { port: 1502, allowWrites: [{ unitId: 1, from: 9, to: 8 }] } }],
      [],
      'lines[0].proxy.allowWrites[0].to',
    ],
    ['a device on a line', [serial], [{ ...box, proxy: { port: 1502 } }], 'devices[0].proxy'],
    ['a device that speaks in messages', [], [shelly], 'devices[0].proxy'],
    [
      'two proxies to one endpoint',
      [],
      [
        { ...keba, proxy: { port: 1502 } },
        { ...keba, id: 'E3', unitId: 2, proxy: { port: 1503 } },
      ],
      'devices[1].proxy',
    ],
    ['an unknown key', [{ ...serial, proxy: { port: 1502, allow: [] } }], [], 'lines[0].proxy.allow'],
  ];
  for (const [what, lines, devices, path] of bad)
    it(`are refused with ${what}`, () => assert.deepEqual(faults(lines, devices), [path]));
});
