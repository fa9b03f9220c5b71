import { z } from 'zod';

/**
 * The discovery messages of Home Assistant that we make, key by key, each with the page and the section of its documentation
 * (www.home-assistant.io, read on 2026-11-28). Strict: a key that no page names fails.
 */
const pages = {
  device: '/integrations/mqtt/ "Device discovery payload"',
  origin: '/integrations/mqtt/ "Adding information about the origin of a discovery message"',
  availability: '/integrations/mqtt/ "Using availability topics"',
  sensor: '/integrations/sensor.mqtt/ "Configuration variables"',
  sensorClass: '/integrations/sensor/ "Device class"',
  stateClass: 'developers.home-assistant.io/docs/core/entity/sensor/ "Available state classes"',
  binary: '/integrations/binary_sensor.mqtt/ "Configuration variables"',
  button: '/integrations/button.mqtt/ "Configuration variables"',
  number: '/integrations/number.mqtt/ "Configuration variables"',
} as const;

/** Every key says where it is documented; a test looks that none was left out. */
export const cited = new Map<string, string>();
type Shape = Record<string, z.ZodType>;
function keys<S extends Shape>(where: string, page: string, shape: S) {
  for (const key of Object.keys(shape)) cited.set(`${where}.${key}`, page);
  return shape;
}

/** Names as topics and ids bear them. */
const plain = z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/);
const topic = z.string().regex(/^[^+#\s]{1,200}$/);
const template = z.string().regex(/^(\{\{ .+ \}\}|\{.*\{\{ value \}\}.*\})$/);
const name = z.string().min(1).max(100);
const qos = z.union([z.literal(0), z.literal(1), z.literal(2)]);

const availability = z.strictObject(keys('availability', pages.availability, { topic, value_template: template }));

/** The unit that each class of a sensor wants. */
const unitOf: Readonly<Record<string, string>> = { current: 'A', power: 'W', voltage: 'V', energy: 'kWh' };

const anyEntity = { name, unique_id: plain, value_template: template };
const sensor = z
  .strictObject({
    ...keys('sensor', pages.device, { platform: z.literal('sensor') }),
    ...keys('sensor', pages.sensor, {
      ...anyEntity,
      unit_of_measurement: z.string().optional(),
      suggested_display_precision: z.number().int().min(0).max(6).optional(),
      entity_category: z.literal('diagnostic').optional(),
      options: z.array(z.string().min(1)).min(1).optional(),
    }),
    ...keys('sensor', pages.sensorClass, {
      device_class: z.enum(['current', 'power', 'voltage', 'energy', 'enum']).optional(),
    }),
    ...keys('sensor', pages.stateClass, { state_class: z.enum(['measurement', 'total_increasing']).optional() }),
  })
  .superRefine((entity, context) => {
    const { device_class: of, unit_of_measurement: unit, state_class: state, options } = entity;
    const fault = (message: string) => context.addIssue({ code: 'custom', message });
    if (of !== undefined && of !== 'enum' && unit !== unitOf[of]) fault(`${of} in ${unit}`);
    if (of === 'energy' && state !== 'total_increasing') fault('a counter is total_increasing');
    if ((of === 'enum') !== (options !== undefined)) fault('options belong to enum, and enum has options');
    if (of === 'enum' && (state !== undefined || unit !== undefined))
      fault('enum has neither a state class nor a unit');
    if (options !== undefined && new Set(options).size !== options.length) fault('each option is there once');
  });

const binarySensor = z.strictObject({
  ...keys('binary_sensor', pages.device, { platform: z.literal('binary_sensor') }),
  ...keys('binary_sensor', pages.binary, {
    ...anyEntity,
    device_class: z.enum(['problem', 'plug']),
    payload_on: z.literal('ON'),
    payload_off: z.literal('OFF'),
  }),
});

const button = z.strictObject({
  ...keys('button', pages.device, { platform: z.literal('button') }),
  ...keys('button', pages.button, {
    ...{ name, unique_id: plain, command_topic: topic, payload_press: z.string(), qos },
    // A command that the broker keeps would be pressed again and again.
    retain: z.literal(false),
  }),
});

const number = z.strictObject({
  ...keys('number', pages.device, { platform: z.literal('number') }),
  ...keys('number', pages.number, {
    ...anyEntity,
    ...{ command_topic: topic, command_template: template, qos, retain: z.literal(false) },
    ...{ device_class: z.literal('current'), unit_of_measurement: z.literal('A') },
    ...{ min: z.number(), max: z.number(), step: z.number().positive(), mode: z.enum(['auto', 'box', 'slider']) },
  }),
});

const device = z.strictObject(
  keys('device', pages.device, {
    identifiers: z.array(plain).min(1),
    name,
    manufacturer: z.string(),
    model: z.string().min(1).optional(),
    serial_number: z.string().optional(),
    sw_version: z.string().optional(),
    via_device: plain.optional(),
  }),
);

export const deviceDiscovery = z.strictObject({
  ...keys('payload', pages.device, {
    device,
    components: z.record(plain, z.discriminatedUnion('platform', [sensor, binarySensor, button, number])),
    state_topic: topic,
  }),
  ...keys('payload', pages.origin, {
    origin: z.strictObject(keys('origin', pages.origin, { name: z.string(), sw_version: z.string() })),
  }),
  ...keys('payload', pages.availability, {
    availability: z.array(availability).min(1),
    availability_mode: z.enum(['all', 'any', 'latest']),
  }),
});

/** `<discovery_prefix>/device/[<node_id>/]<object_id>/config`: /integrations/mqtt/ "Discovery topic". */
export const discoveryTopic = /^[A-Za-z0-9_/-]+\/device\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_-]+\/config$/;
