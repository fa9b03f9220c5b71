/** An entity of Home Assistant; keys as its documentation spells them (checked against test/…/home-assistant-schema.ts). */
export type Entity = Readonly<Record<string, unknown>>;

/** A template that gives a number of the JSON of a topic, or `None`: Home Assistant then shows "unknown", never 0. */
const value = (path: string): string => `{{ value_json.${path} }}`;

interface Named {
  readonly name: string;
  /** Of the JSON of the topic of its device. */
  readonly path: string;
}

const measured =
  (deviceClass: string, unit: string, digits: number) =>
  ({ name, path }: Named): Entity => ({
    ...{ platform: 'sensor', name, device_class: deviceClass, state_class: 'measurement' },
    ...{ unit_of_measurement: unit, suggested_display_precision: digits, value_template: value(path) },
  });

export const current = measured('current', 'A', 1);
export const power = measured('power', 'W', 0);
export const voltage = measured('voltage', 'V', 0);

/** A counter: Wh in the JSON, kWh in Home Assistant, as its energy page has them. */
export const energy = ({ name, path }: Named): Entity => ({
  ...{ platform: 'sensor', name, device_class: 'energy', state_class: 'total_increasing', unit_of_measurement: 'kWh' },
  suggested_display_precision: 2,
  value_template: `{{ (value_json.${path} / 1000) | round(3) if value_json.${path} is number else None }}`,
});

export const price = ({ name }: Pick<Named, 'name'>): Entity => ({
  ...{ platform: 'sensor', name, state_class: 'measurement', unit_of_measurement: 'ct/kWh' },
  value_template: '{{ value_json.price.ct if value_json.price else None }}',
});

/** One of a few words; a state that is not known is `None`. */
export const choice = ({ name, path }: Named, words: Readonly<Record<string, string>>): Entity => ({
  ...{ platform: 'sensor', name, device_class: 'enum', options: Object.values(words) },
  value_template: `{{ ${JSON.stringify(words)}.get(value_json.${path}) }}`,
});

export const text = ({ name, path }: Named): Entity => ({
  ...{ platform: 'sensor', name, entity_category: 'diagnostic', value_template: value(path) },
});

/** `when`: a condition in the language of templates; `None` where `path` is null. */
export const yesNo = ({ name, path }: Named, deviceClass: string, when: string): Entity => ({
  ...{ platform: 'binary_sensor', name, device_class: deviceClass, payload_on: 'ON', payload_off: 'OFF' },
  value_template: `{{ None if value_json.${path} is none else 'ON' if ${when} else 'OFF' }}`,
});

export const button = (name: string, topic: string, command: object): Entity => ({
  ...{ platform: 'button', name, command_topic: topic, payload_press: JSON.stringify(command), qos: 1, retain: false },
});

/** A current to choose; what holds now is `hold.limitA`, and nothing where there is none, or one outside of what Home Assistant takes (a pause is 0 A). */
export const lowering = (
  name: string,
  topic: string,
  { ttlS, minA, maxA }: { readonly ttlS: number; readonly minA: number; readonly maxA: number },
): Entity => ({
  ...{ platform: 'number', name, device_class: 'current', unit_of_measurement: 'A', min: minA, max: maxA, step: 1 },
  ...{ mode: 'box', command_topic: topic, qos: 1, retain: false },
  command_template: `{"command":"lower","limitA":{{ value }},"ttlS":${ttlS}}`,
  value_template: `{{ value_json.hold.limitA if value_json.hold and ${minA} <= value_json.hold.limitA <= ${maxA} else None }}`,
});
