import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge, smallSite } from './documents.ts';

type Doc = ReturnType<typeof contractSite>;
type Loose = Record<string, unknown>;

const faultsOf = (document: unknown) => {
  const result = readSite(document, knowledge);
  return result.ok ? [] : result.faults.map((f) => f.path);
};
const with_ = (change: (doc: Doc) => void) => {
  const doc = contractSite();
  change(doc);
  return doc;
};

describe('the site document', () => {
  it('takes the site of the contract and fills in every default', () => {
    const result = readSite(contractSite(), knowledge);
    assert.ok(result.ok);
    const box = result.site.devices[1];
    assert.deepEqual(box?.wiring, [1, 2, 0]);
    assert.equal(result.site.circuits[1]?.name, 'garage');
  });

  it('needs a name, a time zone and one circuit with a fuse, and takes defaults for all else', () => {
    const result = readSite(smallSite(), knowledge);
    assert.ok(result.ok);
    assert.deepEqual(result.site.timing, {
      minOnS: 120,
      minPauseS: 60,
      surplusPauseS: 300,
      raiseIntervalS: 8,
      slotS: 900,
      phaseUpDelayS: 600,
    });
    assert.deepEqual(result.site.imbalance, { maxA: 20, includesHouse: false });
    assert.deepEqual([result.site.mode, result.site.voltageV, result.site.sharePercent], ['manage', 230, 100]);
  });

  it('takes a role from the id where none is given', () => {
    const result = readSite(
      with_((d) => {
        for (const device of d.devices) delete (device as Loose).role;
      }),
      knowledge,
    );
    assert.ok(result.ok);
    assert.deepEqual(
      result.site.devices.map((d) => d.role),
      ['display', 'chargePoint'],
    );
  });

  const refusals: [string, (d: Doc) => void, string][] = [
    ['no name', (d) => delete (d as Loose).name, 'name'],
    ['no time zone', (d) => delete (d as Loose).timezone, 'timezone'],
    ['an invented time zone', (d) => (d.timezone = 'Europe/Kerkstraat'), 'timezone'],
    ['no fuse', (d) => delete (d.circuits[0] as Loose).fuseA, 'circuits[0].fuseA'],
    ['a fuse as a formula', (d) => Object.assign(d.circuits[0] as object, { fuseA: '80' }), 'circuits[0].fuseA'],
    ['a fuse of 0 A', (d) => Object.assign(d.circuits[0] as object, { fuseA: 0 }), 'circuits[0].fuseA'],
    ['an unknown key', (d) => Object.assign(d, { colour: 'blue' }), 'colour'],
    ['an unknown key without an end', (d) => Object.assign(d, { ['x'.repeat(9000)]: 1 }), 'x'.repeat(64)],
    ['an unknown key in a device', (d) => Object.assign(d.devices[0] as object, { colour: 1 }), 'devices[0].colour'],
    [
      'a cycle of circuits',
      (d) =>
        d.circuits.push(
          { ...d.circuits[1], id: 'a', parent: 'b', limits: [] } as never,
          { ...d.circuits[1], id: 'b', parent: 'a', limits: [] } as never,
        ),
      'circuits[2].parent',
    ],
    [
      'a circuit that is its own parent',
      (d) => Object.assign(d.circuits[1] as object, { parent: 'garage' }),
      'circuits[1].parent',
    ],
    ['no root circuit', (d) => Object.assign(d.circuits[0] as object, { parent: 'garage' }), 'circuits[0].parent'],
    ['two roots', (d) => delete (d.circuits[1] as Loose).parent, 'circuits[1].parent'],
    ['an unknown parent', (d) => Object.assign(d.circuits[1] as object, { parent: 'attic' }), 'circuits[1].parent'],
    ['a circuit id twice', (d) => Object.assign(d.circuits[1] as object, { id: 'house' }), 'circuits[1].id'],
    [
      'an unknown definition',
      (d) => Object.assign(d.devices[1] as object, { definition: 'a-toaster' }),
      'devices[1].definition',
    ],
    [
      'a device in an unknown circuit',
      (d) => Object.assign(d.devices[1] as object, { circuit: 'attic' }),
      'devices[1].circuit',
    ],
    [
      'a device on an unknown line',
      (d) => Object.assign(d.devices[0] as object, { line: 'rs485-9' }),
      'devices[0].line',
    ],
    [
      'a device with a line and an address',
      (d) => Object.assign(d.devices[0] as object, { address: '10.0.0.9:502' }),
      'devices[0]',
    ],
    ['a device that nobody can reach', (d) => delete (d.devices[0] as Loose).line, 'devices[0]'],
    [
      'a serial product at a TCP address',
      (d) => Object.assign(d.devices[0] as object, { line: undefined, address: '10.0.0.9:502' }),
      'devices[0].address',
    ],
    [
      'an address without a port',
      (d) => Object.assign(d.devices[1] as object, { address: '10.0.0.20' }),
      'devices[1].address',
    ],
    [
      'a port over 65535',
      (d) => Object.assign(d.devices[1] as object, { address: '10.0.0.20:70000' }),
      'devices[1].address',
    ],
    [
      'a meter as a charge point',
      (d) => Object.assign(d.devices[0] as object, { role: 'chargePoint' }),
      'devices[0].role',
    ],
    ['a box as the grid meter', (d) => Object.assign(d.devices[1] as object, { role: 'grid' }), 'devices[1].role'],
    [
      'a grid meter without currents',
      (d) => Object.assign(d.devices[0] as object, { definition: 'a-meter-without-currents' }),
      'devices[0].role',
    ],
    [
      'the same unit id twice on a line',
      (d) => d.devices.push({ ...d.devices[0], id: 'M2', role: 'display' } as never),
      'devices[2]',
    ],
    [
      'phase switching by a product that cannot',
      (d) => Object.assign(d.devices[1] as object, { phaseSwitch: 'auto' }),
      'devices[1].phaseSwitch',
    ],
    [
      'phase switching on two phases',
      (d) =>
        Object.assign(d.devices[1] as object, { definition: 'a-switching-box', phaseSwitch: 'auto', phases: 'L1L2' }),
      'devices[1].phaseSwitch',
    ],
    ['a phase twice', (d) => Object.assign(d.devices[1] as object, { phases: 'L1L1L2' }), 'devices[1].phases'],
    [
      'more amperes than the product takes',
      (d) => Object.assign(d.devices[1] as object, { maxCurrentA: 63 }),
      'devices[1].maxCurrentA',
    ],
    ['a minimum under 6 A', (d) => Object.assign(d.devices[1] as object, { minCurrentA: 5 }), 'devices[1].minCurrentA'],
    [
      'a minimum above the maximum',
      (d) => Object.assign(d.devices[1] as object, { minCurrentA: 20 }),
      'devices[1].minCurrentA',
    ],
    [
      'a formula without a fallback',
      (d) => Object.assign(d.circuits[0]?.limits[0] as object, { fallback: undefined }),
      'circuits[0].limits[0].fallback',
    ],
    [
      'a formula that does not parse',
      (d) => Object.assign(d.circuits[0]?.limits[0] as object, { value: '55 ?! 3' }),
      'circuits[0].limits[0].value',
    ],
    [
      'a formula on a meter that is not there',
      (d) => Object.assign(d.circuits[0]?.limits[0] as object, { value: '29000 - M3.current' }),
      'circuits[0].limits[0].value',
    ],
    [
      'a negative limit',
      (d) => Object.assign(d.circuits[0]?.limits[0] as object, { value: -1 }),
      'circuits[0].limits[0].value',
    ],
    [
      'a limit id twice',
      (d) => Object.assign(d.circuits[1]?.limits[0] as object, { id: 'operator' }),
      'circuits[1].limits[0].id',
    ],
    ['a variable name with a space', (d) => d.variables.push({ name: 'a b', value: 1 }), 'variables[1].name'],
    ['a reserved variable name', (d) => d.variables.push({ name: 'min', value: 1 }), 'variables[1].name'],
    ['a device as a variable', (d) => d.variables.push({ name: 'E1', value: 1 }), 'variables[1].name'],
    ['a variable twice in other case', (d) => d.variables.push({ name: 'avail', value: 1 }), 'variables[1].name'],
    [
      'a time-out without a fail-safe value',
      (d) => Object.assign(d.variables[0] as object, { timeoutS: 60 }),
      'variables[0]',
    ],
    [
      'variables that need each other',
      (d) => d.variables.push({ name: 'B', expr: 'C' } as never, { name: 'C', expr: 'B' } as never),
      'variables[1].expr',
    ],
    [
      '257 variables',
      (d) => d.variables.push(...Array.from({ length: 256 }, (_, i) => ({ name: `V_${i}`, value: 1 }))),
      'variables',
    ],
    [
      'fail-safe currents over the fuse',
      (d) => Object.assign(d.circuits[0] as object, { fuseA: 30 }),
      'circuits[0].assumedHouseA',
    ],
  ];
  for (const [what, change, path] of refusals) {
    it(`refuses ${what} and names ${path}`, () => {
      assert.ok(faultsOf(with_(change)).includes(path), JSON.stringify(faultsOf(with_(change))));
    });
  }

  it('takes fail-safe currents over the fuse when the installer accepts the risk', () => {
    assert.deepEqual(
      faultsOf(
        with_(
          (d) =>
            Object.assign(d, { acceptFailsafeRisk: true }) && Object.assign(d.circuits[0] as object, { fuseA: 30 }),
        ),
      ),
      [],
    );
  });

  it('takes plans, habits of cars and phase switching where the product can', () => {
    const plan = [{ fromMin: 1380, minutes: 480, limitA: 10, days: ['mo'] }];
    const doc = with_((d) => {
      Object.assign(d, { lostPolicy: 'off' });
      Object.assign(d.circuits[0] as object, { plan });
      Object.assign(d.devices[1] as object, {
        ...{ definition: 'a-switching-box', phaseSwitch: 'auto', plan, offsetA: 1, firstComeFirstServed: true },
        ...{ saveBatteryA: 2, saveBatteryMode: 2, letCarSleep: true, wakeCar: false, keepActivated: true },
      });
    });
    assert.deepEqual(faultsOf(doc), []);
  });

  it('takes reading without signing in, and does not without being told', () => {
    assert.deepEqual(faultsOf(with_((d) => Object.assign(d, { openReads: true }))), []);
    const plain = readSite(
      with_(() => undefined),
      knowledge,
    );
    assert.ok(plain.ok);
    assert.equal(plain.site.openReads, false);
  });

  it('names at most 50 faults', () => {
    const doc = with_((d) => Object.assign(d, Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`k${i}`, 1]))));
    assert.equal(faultsOf(doc).length, 50);
  });

  for (const nonsense of [null, 7, 'site', [], { __proto__: null }]) {
    it(`refuses ${JSON.stringify(nonsense)}`, () => {
      assert.ok(!readSite(nonsense, knowledge).ok);
    });
  }
});
