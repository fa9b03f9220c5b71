import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChargePointUnit } from '../../../../scripts/site/modbus/charge-point-unit.ts';
import { chargePointProducts } from '../../../../scripts/site/modbus/products/all.ts';
import { readRegisterTable } from '../../../../scripts/site/modbus/register-table.ts';
import { WriteLog } from '../../../../scripts/site/modbus/write-log.ts';
import { Plant } from '../../../../scripts/site/plant/plant.ts';

const car = { phases: 3, maxA: 16, wakeS: [0, 0], startPercent: 20, batteryWh: 60_000, drawFactor: 1 } as const;
const volts = [230, 230, 230] as const;

/** One box on a clock of its own; time passes only in `pass`. */
function place(id: string, plugged = true, failsafeA = 6) {
  const product = chargePointProducts.get(id);
  assert.ok(product);
  const box = { id: 'E1', wiring: [0, 1, 2] as const, maxA: 16, failsafeA };
  const plant = new Plant({ seed: 1, fuseA: 63, boxes: [plugged ? { ...box, car } : box] });
  const log = new WriteLog();
  const unit = new ChargePointUnit({
    ...{ table: readRegisterTable(id), product, voltageV: volts, log },
    box: plant.boxes.get('E1') ?? assert.fail(),
    nowMs: () => plant.nowS * 1000,
    plantS: () => plant.nowS,
  });
  return {
    ...{ unit, plant, log },
    box: plant.boxes.get('E1') ?? assert.fail(),
    /** Seconds of the plant with the timers of the box running. */
    pass(seconds: number): void {
      for (let i = 0; i < seconds * 2; i++) {
        plant.step();
        unit.tick();
      }
    },
    ask: (hex: string) => unit.answer(Buffer.from(hex.replaceAll(' ', ''), 'hex'))?.toString('hex'),
  };
}

describe('KEBA P30 as the site plays it', () => {
  it('gives one value a request and refuses blocks, unknown registers and function 16', () => {
    const { ask } = place('keba-p30');
    assert.equal(ask('03 03e8 0002'), '030400000003');
    assert.equal(ask('03 03f0 0004'), '8302');
    assert.equal(ask('03 03ea 0002'), '8302');
    assert.equal(ask('10 138c 0001 02 2710'), '9001');
  });

  it('takes mA by function 6, cannot read them back, and refuses what no car understands', () => {
    const { ask, box, pass } = place('keba-p30');
    assert.equal(ask('06 138c 2710'), '06138c2710');
    assert.equal(ask('03 138c 0001'), '8302');
    assert.equal(ask('06 138c 000a'), '8603');
    pass(5);
    assert.equal(box.pilotA, 10);
  });

  it('shows plugged and switched off as interrupted, with the cable at the car', () => {
    const { ask, pass } = place('keba-p30');
    ask('06 1396 0000');
    pass(5);
    assert.equal(ask('03 03e8 0002'), '030400000005');
    assert.equal(ask('03 03ec 0002'), '030400000007');
    assert.equal(place('keba-p30', false).ask('03 03ec 0002'), '030400000001');
  });

  it('falls to its fail-safe current when nobody writes for its fail-safe time', () => {
    const { ask, box, pass } = place('keba-p30');
    ask('06 138c 3e80');
    pass(29);
    assert.equal(box.offeredA, 16);
    pass(2);
    assert.equal(box.offeredA, 6);
    ask('06 139a 001e');
    pass(1);
    assert.equal(box.offeredA, 16);
  });
});

describe('Heidelberg Energy Control as the site plays it', () => {
  it('shows letters with the permission of the box in them, currents in 0.1 A', () => {
    const { ask, pass } = place('heidelberg-energy-control');
    ask('10 0105 0001 02 0064');
    pass(14);
    assert.equal(ask('04 0005 0002')?.slice(0, 12), '040400070064');
    pass(1);
    ask('10 0105 0001 02 0000');
    pass(9);
    assert.equal(ask('04 0005 0002'), '040400040000');
  });

  it('goes silent in standby unless 258 holds 4, and wakes with a car', () => {
    const asleep = place('heidelberg-energy-control', false);
    for (let i = 0; i < 70; i++) {
      asleep.pass(1);
      asleep.ask('04 0005 0001');
    }
    assert.equal(asleep.ask('04 0005 0001'), undefined);
    asleep.plant.plug('E1');
    asleep.pass(2);
    assert.ok(asleep.ask('04 0005 0001'));

    const awake = place('heidelberg-energy-control', false);
    assert.equal(awake.ask('10 0102 0001 02 0004'), '1001020001');
    for (let i = 0; i < 70; i++) {
      awake.pass(1);
      awake.ask('04 0005 0001');
    }
    assert.ok(awake.ask('03 0102 0001') === undefined, 'a request right behind another is lost');
    awake.pass(1);
    assert.equal(awake.ask('03 0102 0001'), '03020004');
  });

  it('falls to register 262 when its watchdog hears nothing', () => {
    const { ask, box, pass } = place('heidelberg-energy-control');
    ask('10 0105 0001 02 00a0');
    pass(14);
    assert.equal(box.offeredA, 16);
    pass(2);
    assert.equal(box.offeredA, 6);
  });
});

describe('Mennekes Compact as the site plays it', () => {
  it('holds a limit only while the heartbeat comes', () => {
    const { ask, box, pass } = place('mennekes-amtron-compact-2s');
    assert.equal(ask('10 0302 0002 04 41400000'), '1003020002');
    pass(1);
    assert.equal(box.offeredA, 6);
    assert.equal(ask('06 0d00 55aa'), '060d0055aa');
    pass(1);
    assert.equal(box.offeredA, 12);
    pass(10);
    assert.equal(box.offeredA, 6);
    assert.equal(ask('06 0d00 1234'), '8603');
  });

  it('shows a paused box as not released', () => {
    const { ask, pass } = place('mennekes-amtron-compact-2s');
    ask('06 0d05 0000');
    pass(5);
    assert.equal(ask('03 0100 0001'), '03020006');
  });
});

describe('Alfen as the site plays it', () => {
  it('takes amperes as float by function 16 and forgets them after a minute', () => {
    const { ask, box, pass } = place('alfen-eve');
    assert.equal(ask('10 04ba 0002 04 41200000'), '1004ba0002');
    assert.equal(ask('03 04ba 0002'), '030441200000');
    pass(59);
    assert.equal(box.offeredA, 10);
    pass(2);
    assert.equal(box.offeredA, 6);
  });

  it('says its state as text and switches phases', () => {
    const { ask, box, pass } = place('alfen-eve');
    pass(30);
    assert.equal(ask('03 04b1 0005'), '030a43320000000000000000');
    assert.ok(box.drawnA[1] > 0);
    ask('06 04bf 0001');
    pass(1);
    assert.equal(box.drawnA[1], 0);
    assert.ok(box.drawnA[0] > 0);
  });
});

describe('cFos and CHARX as the site plays them', () => {
  it('cFos takes 0.1 A and a switch, and names itself', () => {
    const { ask, box, pass } = place('cfos-powerbrain');
    assert.equal(ask('03 1f40 0003'), '03060000cf050001');
    ask('06 1f9d 0078');
    pass(1);
    assert.equal(box.offeredA, 12);
    ask('06 1f9e 0000');
    pass(1);
    assert.equal(box.offeredA, 0);
  });

  it('CHARX has the first connector at 1000 and takes whole amperes', () => {
    const { ask, box, pass } = place('phoenix-charx');
    assert.equal(ask('10 0515 0001 02 000b'), '1005150001');
    pass(3);
    assert.equal(box.offeredA, 11);
    assert.equal(ask('03 0513 0001'), '03024332');
    assert.equal(ask('03 012b 0001'), '8302');
  });
});

describe('every charge point of the site', () => {
  for (const id of chargePointProducts.keys()) {
    it(`${id} starts at its own fail-safe current and returns to it by a restart`, () => {
      const { unit, box, pass } = place(id);
      pass(2);
      assert.equal(box.offeredA, 6);
      assert.equal(unit.registerA, 6);
      unit.restart();
      assert.equal(box.offeredA, 6);
      assert.equal(place(id, true, 0).box.offeredA, 0);
    });

    it(`${id} answers nothing while it is silent`, () => {
      const { unit, ask } = place(id);
      unit.setSilent(true);
      assert.equal(ask('03 0000 0001'), undefined);
    });
  }

  const switching = [
    ['keba-p30', '06 13bc 0000', '06 13bc 0001'],
    ['cfos-powerbrain', '06 1f97 0001', '06 1f97 0000'],
    ['mennekes-amtron-compact-2s', '06 0d04 0001', '06 0d04 0000'],
  ] as const;
  for (const [id, one, three] of switching) {
    it(`${id} lets the car draw on one phase or on three, as its register says`, () => {
      const { ask, box, pass } = place(id);
      pass(30);
      const phases = () => box.drawnA.filter((amperes) => amperes > 1).length;
      assert.equal(phases(), 3);
      assert.equal(ask(one), one.replaceAll(' ', ''));
      pass(2);
      assert.equal(phases(), 1);
      ask(three);
      pass(2);
      assert.equal(phases(), 3);
    });
  }

  it('logs each write with its moment, and whether it changed the offer', () => {
    const { ask, log, pass } = place('alfen-eve');
    pass(3);
    ask('10 04ba 0002 04 41200000');
    pass(2);
    ask('10 04ba 0002 04 41200000');
    const facts = log
      .since(0)
      .map(({ quantity, value, changed, setpoint, atMs }) => [quantity, value, changed, setpoint, atMs]);
    assert.deepEqual(facts, [
      ['current_limit', 10, true, true, 3000],
      ['current_limit', 10, false, true, 5000],
    ]);
    assert.equal(log.since(3000).length, 1);
  });
});
