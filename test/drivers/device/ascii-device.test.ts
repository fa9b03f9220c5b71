import assert from 'node:assert/strict';
import { openBus } from '../../../drivers/bus/bus.ts';
import type { Bus } from '../../../drivers/bus/types.ts';
import type { ModbusDevice } from '../../../drivers/device/capabilities.ts';
import { createModbusDevice } from '../../../drivers/device/modbus-device.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { until as comes } from '../../until.ts';
import { hasSocat, openFarEnd, openPtyPair, type PtyPair } from '../link/pty-pair.ts';
import { AsciiChargePoint } from './ascii-charge-point.ts';
import { product } from './device-on-bench.ts';

describe('An ABL eMH1 on an ASCII line', () => {
  let pair: PtyPair;
  let far: Awaited<ReturnType<typeof openFarEnd>>;
  let box: AsciiChargePoint;
  let bus: Bus;
  let device: ModbusDevice;

  before(async function () {
    if (!hasSocat()) {
      console.log('skipped: socat is missing, and with it the pseudo terminals');
      this.skip();
    }
    pair = await openPtyPair();
    far = await openFarEnd(pair.far, 38_400);
    box = new AsciiChargePoint((bytes) => far.write(bytes));
    far.on('data', (bytes: Buffer) => box.take(bytes));
    const words = [0x2ec2, 0x010a, 61, 1000, 159];
    words.forEach((word, k) => {
      box.registers.set(46 + k, word);
    });
    box.registers.set(2, 0x0020);
    const rate = { baudRate: 38_400, parity: 'none', dataBits: 8, stopBits: 1 } as const;
    const line = { id: 'ascii', kind: 'serial', path: pair.near, framing: 'ascii', ...rate } as const;
    bus = openBus(line, { clock: systemClock });
    const config = { id: 'E1', wiring: [0, 1, 2] } as const;
    device = createModbusDevice({ config, definition: product('abl-emh1'), bus, clock: systemClock });
    device.start();
  });

  after(async () => {
    await device?.stop();
    await bus?.close();
    await new Promise((resolve) => far?.close(resolve) ?? resolve(undefined));
    await pair?.close();
  });

  const until = (what: string, holds: () => boolean): Promise<void> =>
    comes(holds, () => `${what}: ${JSON.stringify([device.health, device.fault, bus.health])}`);

  it('is found and read though it sleeps through the first request after a silence', async () => {
    await until('online', () => device.health === 'online' && device.readings.currentMa !== undefined);
    assert.equal(device.readings.chargeState?.value, 'C');
    // 100.0 A says that the phase has no reading.
    assert.deepEqual(device.readings.currentMa?.value, [15_900, undefined, 6_100]);
    assert.ok(box.lost > 0);
  });

  it('takes a set-point as duty cycle, and none as 100 %', async () => {
    device.offer(16_000);
    await until('16 A', () => box.registers.get(20) === 266 && device.lastWrite?.outcome === 'acknowledged');
    device.offer(0);
    await until('0 A', () => box.registers.get(20) === 1000 && device.lastWrite?.outcome === 'acknowledged');
  });

  it('stays online over polls that are further apart than it stays awake', async () => {
    const { answered, lost } = box;
    await until('three polls', () => box.lost >= lost + 3);
    assert.equal(device.health, 'online', JSON.stringify(device.fault));
    assert.ok(box.answered > answered);
  });
});
