import { messageSchema } from '../../../drivers/definitions/message-schema.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import type { SourceEvents } from '../../../drivers/messages/source.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { FakeTime } from '../device/fake-time.ts';

/** A meter of two messages, as a definition would have it. */
export const twoMessages = {
  ...{ id: 'a-meter', vendor: 'A', model: 'Meter', kind: 'meter', status: 'unverified', protocol: 'http' },
  sign: { power: 'importPositive', current: 'magnitude' },
  requests: [
    { id: 'now', path: '/now' },
    { id: 'energy', path: '/energy', everyMs: 5_000 },
  ],
  values: [
    { quantity: 'power', in: 'now', query: 'w', scale: 1, unit: 'W' },
    { quantity: 'current', in: 'now', query: 'a', scale: 1, unit: 'A' },
    { quantity: 'energy_import', in: 'energy', query: 'kwh', scale: 1, unit: 'kWh' },
    { quantity: 'product', in: 'now', query: 'name', scale: 1, unit: '', text: true },
  ],
  samples: [
    { note: 'built', in: 'now', json: { w: 5, a: 1, name: 'x' }, gives: { power: 5, current: 1, product: 'x' } },
    { note: 'built', in: 'energy', json: { kwh: 1 }, gives: { energy_import: 1 } },
  ],
  ...{ quirks: [], sources: ['nowhere'], unverified: [] },
};

export interface MeterBench {
  readonly time: FakeTime;
  readonly device: Device;
  /** What a source would say. */
  readonly events: SourceEvents;
  /** A message that came just now, or was asked for `agoMs` ago. */
  say(name: string, json: unknown, agoMs?: number): void;
}

/** A device fed by hand, started. */
export function meterBench(change: object = {}, config: { factor?: number } = {}): MeterBench {
  const time = new FakeTime();
  let events: SourceEvents | undefined;
  const device = createMessageDevice({
    config: { id: 'M1', wiring: [0, 1, 2], ...config },
    definition: messageSchema.parse({ ...twoMessages, ...change }),
    ...{ clock: time, timers: time, random: () => 0.5 },
    makeSource: (given) => {
      events = given;
      return { start() {}, stop: async () => {} };
    },
  });
  if (events === undefined) throw new Error('no source was made');
  const given = events;
  device.start();
  return {
    ...{ time, device, events: given },
    say(name, json, agoMs = 0) {
      const bytes = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
      given.message({ in: name, bytes, atMs: time.monotonicMs() - agoMs });
    },
  };
}
