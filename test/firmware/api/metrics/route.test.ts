import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';
import { exampleState } from '../fakes.ts';

describe('GET /metrics', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  const viewer = async (): Promise<{ authorization: string }> => {
    const body = JSON.stringify({ name: 'prometheus', role: 'viewer', expires: '2027-01-01T00:00:00Z' });
    const headers = { ...asAdmin, 'content-type': 'application/json' };
    const { json } = await box.ask('/api/v1/tokens', { method: 'POST', headers, body });
    return { authorization: `Bearer ${(json as { token: string }).token}` };
  };

  it('is for whoever may read, and for nobody else, open reads or not', async () => {
    for (const openReads of [false, true]) {
      box.site.document = { name: 'Kerkstraat 12', openReads };
      assert.equal((await box.ask('/metrics')).status, 401);
    }
    const { status, headers, text } = await box.ask('/metrics', { headers: await viewer() });
    assert.equal(status, 200);
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    assert.match(text, /^# TYPE netwacht_cycles_total counter\nnetwacht_cycles_total 1$/m);
    assert.match(text, /^process_cpu_seconds_total /m);
  });

  it('tells no more of what is gone', async () => {
    const meter = { id: 'M9', name: 'Attic', role: 'consumption', currentA: [1, 2, 3], powerW: [1, 2, 3] } as const;
    const seen = { ...meter, voltageV: [230, 230, 230], ageS: 1 } as const;
    box.state.publish({ ...exampleState(2), meters: [seen] });
    assert.match((await box.ask('/metrics', { headers: asAdmin })).text, /meter="M9"/);
    box.state.publish(exampleState(3));
    const { text } = await box.ask('/metrics', { headers: asAdmin });
    assert.doesNotMatch(text, /meter="M9"/);
    assert.match(text, /^netwacht_cycles_total 3$/m);
  });

  it('counts how far states lie apart', async () => {
    const seconds = async () => {
      const { text } = await box.ask('/metrics', { headers: asAdmin });
      return Number(/^netwacht_state_interval_seconds_sum ([\d.]+)$/m.exec(text)?.[1] ?? 0);
    };
    box.state.publish(exampleState(4));
    const before = await seconds();
    box.clock.nowMs += 1500;
    box.state.publish(exampleState(5));
    assert.equal(Math.round(((await seconds()) - before) * 1000), 1500);
  });
});
