import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { MqttOut } from '../../../../firmware/domain/site/mqtt.ts';
import { discoveryPayloads } from '../../../../firmware/interfaces/mqtt/discovery.ts';
import { statePayloads } from '../../../../firmware/interfaces/mqtt/payloads.ts';
import { topicsOf } from '../../../../firmware/interfaces/mqtt/topics.ts';
import { aState, serial, site } from './a-state.ts';
import { cited, deviceDiscovery, discoveryTopic } from './home-assistant-schema.ts';

const topics = topicsOf({ prefix: 'netwacht', discoveryPrefix: 'homeassistant' }, serial);
const config = { language: 'en', commands: true } as const;
const made = (changes: Partial<Pick<MqttOut, 'language' | 'commands'>> = {}, state = aState()) =>
  discoveryPayloads({ serial, version: '1.0.0', topics, config: { ...config, ...changes }, site, state });

interface Found {
  readonly device: { readonly identifiers: readonly string[]; readonly via_device?: string };
  readonly state_topic: string;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const all = (payloads: ReadonlyMap<string, string>): readonly (readonly [string, Found])[] =>
  [...payloads].map(([topic, payload]) => [topic, JSON.parse(payload) as Found]);

describe('what Home Assistant is told', () => {
  for (const language of ['en', 'nl', 'de', 'fr'] as const)
    it(`fits its documentation, in ${language}`, () => {
      for (const [topic, payload] of all(made({ language }))) {
        assert.match(topic, discoveryTopic);
        const { error } = deviceDiscovery.safeParse(payload);
        assert.equal(error, undefined, `${topic}: ${error?.message}`);
      }
    });

  it('is checked by a schema that would find a fault, each key of which says where it is documented', () => {
    const [, box] = all(made())[0] as readonly [string, Found];
    const power = Object.keys(box.components).find((key) => key.endsWith('_grid_power')) ?? '';
    const wrong = (change: object) => ({
      ...box,
      components: { ...box.components, [power]: { ...box.components[power], ...change } },
    });
    assert.equal(deviceDiscovery.safeParse(wrong({})).success, true);
    for (const change of [{ unit_of_measurement: 'VA' }, { retained: true }, { device_class: 'energy' }])
      assert.equal(deviceDiscovery.safeParse(wrong(change)).success, false, JSON.stringify(change));
    const used = new Set(
      all(made()).flatMap(([, { components }]) =>
        Object.values(components).flatMap((entity) => Object.keys(entity).map((key) => `${entity.platform}.${key}`)),
      ),
    );
    for (const key of used) assert.ok(cited.has(key), key);
  });

  it('keeps ids when the language and the names change, and gives each once', () => {
    const idsOf = (payloads: ReadonlyMap<string, string>) =>
      all(payloads).flatMap(([, { components }]) => Object.values(components).map(({ unique_id: id }) => id));
    const ids = idsOf(made());
    assert.equal(new Set(ids).size, ids.length);
    const state = aState();
    const renamed = { ...state, chargePoints: state.chargePoints.map((one) => ({ ...one, name: 'Other' })) };
    assert.deepEqual(idsOf(made({ language: 'de' }, renamed)), ids);
  });

  it('reads only what the state topic of the device has', () => {
    const states = statePayloads(aState(), site, topics, '1.0.0');
    for (const [, { state_topic: topic, components }] of all(made())) {
      const told = JSON.parse(states.get(topic) ?? 'null') as Record<string, unknown>;
      for (const { value_template: template } of Object.values(components))
        for (const [, key = ''] of String(template ?? '').matchAll(/value_json\.(\w+)/g))
          assert.ok(key in told, `${topic}: ${key}`);
    }
  });

  it('shows no number that Home Assistant would refuse: a pause is below the least that can be chosen', () => {
    const [number] = all(made()).flatMap(([, { components }]) =>
      Object.values(components).filter(({ platform }) => platform === 'number'),
    );
    assert.ok(number !== undefined);
    assert.ok(String(number.value_template).includes(`${number.min} <= value_json.hold.limitA <= ${number.max}`));
  });

  it('has buttons only where commands are heard', () => {
    const platforms = (commands: boolean) =>
      new Set(
        all(made({ commands })).flatMap(([, { components }]) => Object.values(components).map((one) => one.platform)),
      );
    assert.ok(platforms(true).has('button') && platforms(true).has('number'));
    assert.ok(!platforms(false).has('button') && !platforms(false).has('number'));
  });

  it('stands behind the box, which is a device itself', () => {
    const [box, ...others] = all(made()).map(([, { device }]) => device);
    assert.ok(others.length > 0 && others.every(({ via_device: via }) => via === box?.identifiers[0]));
  });
});
