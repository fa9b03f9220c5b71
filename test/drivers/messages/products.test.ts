import assert from 'node:assert/strict';
import { bytesOf } from '../../../drivers/check/samples.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { MessageDefinition } from '../../../drivers/definitions/message-schema.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import type { Message } from '../../../drivers/messages/message.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { FakeTime } from '../device/fake-time.ts';

const catalogue = loadCatalogue();

function product(id: string): MessageDefinition {
  const definition = catalogue.get(id);
  assert.ok(definition !== undefined && !isModbus(definition), id);
  return definition;
}

/** A product that has said all of this. */
function told(definition: MessageDefinition, messages: readonly Pick<Message, 'in' | 'bytes'>[]): Device {
  const time = new FakeTime();
  let hear: (message: Message) => void = () => {};
  const device = createMessageDevice({
    ...{ config: { id: 'M1', wiring: [0, 1, 2] }, definition, clock: time, timers: time },
    makeSource: (events) => {
      hear = events.message;
      return { start() {}, stop: async () => {} };
    },
  });
  device.start();
  for (const message of messages) hear({ ...message, atMs: time.monotonicMs() });
  return device;
}
const samplesOf = (definition: MessageDefinition) =>
  definition.samples.map((sample) => ({ in: sample.in, bytes: bytesOf(sample) }));
const json = (value: unknown) => [{ in: undefined, bytes: Buffer.from(JSON.stringify(value)) }];

describe('Products that speak in messages', () => {
  for (const id of catalogue.ids()) {
    const definition = catalogue.get(id);
    if (definition === undefined || isModbus(definition)) continue;
    it(`${id} is found by its samples and gives a power or a counter`, () => {
      const device = told(definition, samplesOf(definition));
      assert.equal(device.health, 'online', JSON.stringify(device.fault));
      const { powerW, totalPowerW, energyImportWh } = device.readings;
      assert.ok(powerW ?? totalPowerW ?? energyImportWh, JSON.stringify(device.readings));
    });
  }

  it('a Shelly Pro 3EM gives its currents the sign of their power', () => {
    const [now] = samplesOf(product('shelly-pro-3em'));
    assert.ok(now);
    const { readings } = told(product('shelly-pro-3em'), [now]);
    assert.deepEqual(readings.currentMa?.value, [4029, 27, -3030]);
    assert.deepEqual(readings.powerW?.value, [951.2, 0, -715.4]);
    assert.equal(readings.totalPowerW?.value, 235.8);
  });

  it('a Shelly 3EM adds up its counters, and has no value for a phase that is not valid yet', () => {
    const definition = product('shelly-3em-gen1');
    const whole = told(definition, samplesOf(definition)).readings;
    assert.equal(whole.energyImportWh?.value, 1_923_512.7);
    assert.equal(Math.round(whole.energyExportWh?.value ?? 0), 88_212);
    assert.deepEqual(whole.currentMa?.value, [4530, -1460, 10]);
    const emeter = { power: 10, current: 1, voltage: 230, is_valid: true, total: 5, total_returned: 0 };
    const emeters = [emeter, { ...emeter, is_valid: false }, emeter];
    const part = told(definition, json({ emeters, total_power: 20 })).readings;
    assert.deepEqual(part.currentMa?.value, [1000, undefined, 1000]);
    assert.equal(part.energyImportWh, undefined);
  });
});
