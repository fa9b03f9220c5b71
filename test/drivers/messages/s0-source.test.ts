import assert from 'node:assert/strict';
import type { ContactEvents } from '../../../drivers/contacts/contact-reader.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import { PulseCount } from '../../../drivers/messages/pulse-count.ts';
import { S0Source } from '../../../drivers/messages/s0-source.ts';
import { FakeTime } from '../device/fake-time.ts';

/** A meter of 1000 pulses per kWh at a contact in memory. */
function meterAtContact() {
  const time = new FakeTime();
  const definition = loadCatalogue().get('s0-meter');
  assert.ok(definition !== undefined && !isModbus(definition));
  let isClosed: boolean | undefined = false;
  let hear: ContactEvents | undefined;
  const open = (events: ContactEvents) => {
    hear = events;
    return { seen: () => [isClosed], close() {} };
  };
  const device = createMessageDevice({
    ...{ config: { id: 'M2', wiring: [0] }, definition, clock: time, timers: time },
    makeSource: (events) => new S0Source({ open, pulsesPerKwh: 1000, clock: time, timers: time }, events),
  });
  const becomes = (state: boolean | undefined) => {
    isClosed = state;
    hear?.onChange();
  };
  const pulse = async () => {
    becomes(true);
    await time.advance(40);
    becomes(false);
  };
  return { time, device, becomes, pulse, trouble: (why: string) => hear?.onTrouble(why) };
}

describe('A meter with an S0 output', () => {
  it('gives energy by its pulses and power by the time between them', async () => {
    const { time, device, pulse, becomes } = meterAtContact();
    device.start();
    becomes(false);
    await time.advance(2_000);
    assert.equal(device.health, 'online');
    const powerW = () => device.readings.totalPowerW?.value;
    assert.equal(powerW(), undefined, 'nothing is known before two pulses');
    for (let k = 0; k < 5; k += 1) {
      await pulse();
      await time.advance(1_960);
    }
    assert.equal(device.readings.energyImportWh?.value, 5);
    assert.equal(Math.round(powerW() ?? 0), 1_800);
    await device.stop();
  });

  it('has less power the longer the next pulse is awaited', async () => {
    const { time, device, pulse, becomes } = meterAtContact();
    device.start();
    becomes(false);
    await pulse();
    await time.advance(1_960);
    await pulse();
    await time.advance(60_000);
    const powerW = device.readings.totalPowerW?.value ?? 0;
    assert.ok(powerW <= 62 && powerW >= 55, `${powerW}`);
    await device.stop();
  });

  it('has no value while nobody knows whether the contact is closed, and says why', async () => {
    const { time, device, becomes, trouble } = meterAtContact();
    device.start();
    becomes(false);
    await time.advance(2_000);
    becomes(undefined);
    trouble('GPIO contacts cannot be read: no such chip');
    assert.equal(device.health, 'offline');
    assert.match(device.fault?.message ?? '', /no such chip/);
    await time.advance(2_000);
    assert.equal(device.health, 'offline');
    becomes(true);
    await time.advance(2_000);
    assert.equal(device.health, 'online');
    assert.equal(device.readings.energyImportWh?.value, 0, 'what became known is no pulse');
    await device.stop();
  });
});

describe('A count of pulses', () => {
  it('knows nothing of its rate for ten minutes without a pulse, then an upper bound', () => {
    const count = new PulseCount(0);
    assert.equal(count.perHour(599_000), undefined);
    assert.equal(count.perHour(3_600_000), 1);
  });

  it('takes two pulses at one moment for no infinite rate', () => {
    const count = new PulseCount(0);
    count.pulse(5);
    count.pulse(5);
    assert.equal(count.perHour(5), 3_600_000);
  });
});
