import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { discoveryPayloads } from '../../../../firmware/interfaces/mqtt/discovery.ts';
import { statePayloads } from '../../../../firmware/interfaces/mqtt/payloads.ts';
import { topicsOf } from '../../../../firmware/interfaces/mqtt/topics.ts';
import { aState, serial, site } from './a-state.ts';

const topics = topicsOf({ prefix: 'netwacht', discoveryPrefix: 'homeassistant' }, serial);
const told = (state = aState()) => statePayloads(state, site, topics, '1.0.0');
const of = (topic: string, state = aState()) =>
  JSON.parse(told(state).get(`netwacht/${serial}/${topic}`) ?? 'null') as Record<string, unknown>;

describe('what a broker is told', () => {
  it('takes no topic for its own whose id it would never make', () => {
    const longest = 'c'.repeat(32);
    const discovery = topics.discovery(`circuit_${longest}`);
    for (const topic of [topics.of('circuit', longest), discovery, `${topics.original}/get/dev_info`])
      assert.ok(topics.isOurs(topic), topic);
    for (const id of ['x'.repeat(60_000), '', 'a b', 'a/b'])
      for (const topic of [topics.of('meter', id), topics.discovery(id), `${topics.original}/get/${id}`])
        assert.equal(topics.isOurs(topic), false, topic.slice(0, 80));
  });

  it('has one topic for the box and for each circuit, charge point and meter', () => {
    const names = ['status', 'circuit/house', 'chargepoint/E1', 'chargepoint/E2', 'meter/M1', 'meter/M2'];
    assert.deepEqual(
      [...told().keys()],
      names.map((name) => `netwacht/${serial}/${name}`),
    );
    for (const topic of told().keys()) if (topic !== topics.status) assert.ok(topics.isOurs(topic), topic);
  });

  it('names no address in what a trouble is about', () => {
    const since = aState().at;
    const trouble = { id: 'influxNotWritten', severity: 'warning', message: '', since } as const;
    const state = aState({ health: [{ ...trouble, code: 'influxNotWritten', what: 'http://10.0.0.7:8086' }] });
    assert.deepEqual(of('status', state).health, [{ code: 'influxNotWritten', severity: 'warning', what: '' }]);
  });

  it('never says 0 for what is not known', () => {
    const { availability, powerW, energyWh, drawnA, offeredA } = of('chargepoint/E2');
    assert.deepEqual(
      { availability, powerW, energyWh, drawnA, offeredA },
      { availability: 'offline', powerW: null, energyWh: null, drawnA: [null, null, null], offeredA: null },
    );
    assert.equal(of('chargepoint/E1').availability, 'online');
  });

  it('adds up the phases that a meter has, and says nothing of a sum with a part missing', () => {
    assert.equal(of('meter/M1').totalW, 1380);
    assert.equal(of('meter/M2').totalW, -920);
    const state = aState();
    const meters = state.meters.map((meter) => ({ ...meter, powerW: [1, null, 3] as const }));
    assert.equal(of('meter/M1', { ...state, meters }).totalW, null);
  });

  it('names no person, user, card or rule in any topic or payload', () => {
    const state = aState();
    const facts = {
      serial,
      version: '1.0.0',
      topics,
      config: { language: 'en', commands: true },
      site,
      state,
    } as const;
    for (const [topic, payload] of [...told(state), ...discoveryPayloads(facts)])
      assert.doesNotMatch(`${topic} ${payload}`, /anna/i, topic);
  });

  it('says the same again when only the time went on', () => {
    const state = aState();
    const later = {
      ...state,
      ...{ cycle: 8, at: '2026-11-28T12:00:01.000Z' },
      meters: state.meters.map((meter) => ({ ...meter, ageS: 1.4 })),
    };
    assert.deepEqual(told(later), told(state));
  });

  it('tells what holds of a command', () => {
    assert.deepEqual(of('chargepoint/E1').hold, { limitA: 12.5, until: '2026-11-28T12:00:00.000Z' });
    assert.equal(of('chargepoint/E2').hold, null);
  });
});
