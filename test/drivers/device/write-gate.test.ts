import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { blockedWrites, doubtfulWrites } from '../../../drivers/definitions/doubtful-fields.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { online, product } from './device-on-bench.ts';

type Doubt = ModbusDefinition['unverified'][number];
const doubted = (id: string, aspect: Doubt['aspect'], ...quantities: string[]): ModbusDefinition => ({
  ...product(id),
  unverified: [{ what: 'one source says so, another does not', quantities, aspect }],
});

describe('A field of which nobody is sure', () => {
  for (const aspect of ['unit', 'address', 'type', 'meaning'] as const)
    it(`is never written as a set-point while its ${aspect} is in doubt, and the device says why and what to do`, async () => {
      const { time, bus, device } = await online(doubted('alfen-eve', aspect, 'current_limit'));
      device.offer(6_000);
      await time.advance(60_000);
      assert.deepEqual(bus.sent(), []);
      assert.equal(device.lastWrite?.outcome, 'failed');
      assert.equal(device.lastWrite?.error?.code, 'fieldUnconfirmed');
      assert.equal(device.fault?.code, 'fieldUnconfirmed');
      for (const part of [
        'E1',
        'alfen-eve',
        `the ${aspect} of "current_limit"`,
        'one source',
        '"confirmed": ["current_limit"]',
      ])
        assert.ok(device.fault?.message.includes(part), `${part} in ${device.fault?.message}`);
      assert.equal(device.readings.offeredMa, undefined, 'nor is what it reads taken for the set-point');
      await device.stop();
    });

  for (const aspect of ['range', 'timing', 'defaults', 'other'] as const)
    it(`is written when only its ${aspect} is in doubt`, async () => {
      const { time, bus, device } = await online(doubted('alfen-eve', aspect, 'current_limit'));
      device.offer(6_000);
      await time.settle();
      assert.ok(bus.sent().length > 0);
      assert.equal(device.fault, undefined);
      await device.stop();
    });

  it('is written once a person has confirmed it', async () => {
    const { time, bus, device } = await online(doubted('alfen-eve', 'unit', 'current_limit'), {
      config: { confirmed: ['current_limit'] },
    });
    device.offer(6_000);
    await time.settle();
    assert.ok(bus.sent().length > 0);
    assert.equal(device.fault, undefined);
    await device.stop();
  });

  it('is written when a read of the device settles its unit, and only its unit', () => {
    const settles = [{ quantity: 'current_limit', max: 59, settles: ['current_limit'] }];
    const blocked = (aspect: Doubt['aspect']) => [
      ...blockedWrites({ ...doubted('alfen-eve', aspect, 'current_limit'), detect: settles }).keys(),
    ];
    assert.deepEqual(blocked('unit'), []);
    assert.deepEqual(blocked('meaning'), ['current_limit']);
  });

  it('holds up only the action that writes it: a sign of life', async () => {
    const { time, bus, device } = await online(doubted('mennekes-amtron-compact-2s', 'meaning', 'heartbeat'));
    device.offer(10_000);
    await time.settle();
    assert.ok(bus.sent().length > 0, 'the set-point goes out');
    await time.advance(20_000);
    const heartbeat = product('mennekes-amtron-compact-2s').registers.find((r) => r.quantity === 'heartbeat');
    assert.ok(!bus.sent().some(([, , address]) => address === heartbeat?.address));
    assert.match(device.fault?.message ?? '', /no sign of life.*"heartbeat"/);
    await device.stop();
  });

  it('holds up only the action that writes it: a phase switch, a wake, the fail-safe', async () => {
    const keba = await online(doubted('keba-p30', 'address', 'trigger_phase'));
    assert.deepEqual([keba.device.fault], [undefined], 'told when it is asked for');
    keba.device.usePhases?.(1);
    await keba.time.settle();
    assert.deepEqual(keba.bus.sent(), []);
    assert.match(keba.device.fault?.message ?? '', /switch phases.*"trigger_phase"/);
    await keba.device.stop();

    const cfos = await online(doubted('cfos-powerbrain', 'address', 'disconnect_cp'));
    cfos.device.wake?.();
    await cfos.time.settle();
    assert.deepEqual(cfos.bus.sent(), []);
    assert.match(cfos.device.fault?.message ?? '', /wakes no car.*"disconnect_cp"/);
    await cfos.device.stop();

    const heidelberg = await online(doubted('heidelberg-energy-control', 'meaning', 'failsafe_current'), {
      values: { failsafe_current: 16 },
      config: { failsafeCurrentA: 6 },
    });
    heidelberg.device.offer(10_000);
    await heidelberg.time.settle();
    const failsafe = heidelberg.definition.registers.find((r) => r.quantity === 'failsafe_current');
    assert.ok(!heidelberg.bus.sent().some(([, , address]) => address === failsafe?.address));
    assert.match(heidelberg.device.fault?.message ?? '', /keeps the fail-safe current.*"failsafe_current"/);
    await heidelberg.device.stop();
  });

  it('is named by every definition that has one, by a quantity that control writes', () => {
    const catalogue = loadCatalogue();
    for (const id of catalogue.ids()) {
      const definition = catalogue.modbus(id);
      if (definition === undefined) continue;
      for (const { quantity, what } of doubtfulWrites(definition)) {
        assert.ok(
          definition.registers.some((r) => r.quantity === quantity),
          `${id}: ${quantity}`,
        );
        assert.ok(what.length > 5, `${id}: ${quantity}`);
      }
      assert.deepEqual(
        catalogue.facts(id)?.doubtful,
        doubtfulWrites(definition).map(({ quantity }) => quantity),
      );
    }
  });
});
