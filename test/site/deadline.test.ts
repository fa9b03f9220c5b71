import assert from 'node:assert/strict';
import { PriceServer } from '../firmware/control/tariffs/price-server.ts';
import { Box, type Document } from './box.ts';

const hourMs = 3_600_000;

interface Plan {
  readonly slots: readonly { readonly from: string; readonly to: string; readonly currentA: number }[];
  readonly costCt: number;
  readonly missingWh: number;
}

describe('a box with a car that leaves at a time', () => {
  let server: PriceServer;
  let box: Box;
  /** From here on an hour is cheap, some hours ahead. */
  const cheapMs = Math.ceil(Date.now() / hourMs) * hourMs + hourMs;
  const departure = new Date(cheapMs + 2 * hourMs).toISOString();

  before(async () => {
    server = await new PriceServer().start();
    server.priceAt = (fromMs) => (fromMs >= cheapMs && fromMs < cheapMs + hourMs ? 20 : 300);
    const tariff = { id: 'spot', kind: 'dayAhead', format: 'awattar', url: server.url('/v1/marketdata') };
    box = await Box.open({ edit: (site: Document) => ({ ...site, tariffs: [tariff] }) });
  });
  after(async () => {
    await box?.close();
    await server?.end();
  });
  const planOf = async (id: string) => (await box.get(`/api/v1/charge-points/${id}/schedule`)).json as Plan | null;

  it('plans the cheap hour, lets the car wait for it and says until when; and goes on so after a restart', async () => {
    const { state } = await box.waitFor('a car charges', (look) =>
      look.state.chargePoints.some((point) => point.state === 'C' && (point.offeredA ?? 0) > 0),
    );
    const id = state.chargePoints.find((point) => point.state === 'C')?.id ?? assert.fail();
    assert.equal(await planOf(id), null);
    // So little that one phase is enough by far, should nobody have seen yet which ones the car uses.
    const need = { energyWh: 2000, departure };
    assert.equal((await box.put(`/api/v1/charge-points/${id}/need`, need)).status, 204);
    const waits = () =>
      box.waitFor('the car waits for the cheap hour', (look) => {
        const point = look.state.chargePoints.find((each) => each.id === id);
        return point?.reason.code === 'plan' && point.offeredA === 0;
      });
    const look = await waits();
    const { reason } = look.state.chargePoints.find((point) => point.id === id) ?? assert.fail();
    const untilMs = Date.parse(reason.until ?? '');
    assert.ok(untilMs >= cheapMs && untilMs < cheapMs + hourMs, reason.until);
    const plan = (await planOf(id)) ?? assert.fail();
    assert.equal(plan.missingWh, 0);
    // 2 kWh at 2 ct.
    assert.ok(Math.abs(plan.costCt - 4) <= 0.2, `${plan.costCt} ct`);
    assert.ok(plan.slots.every(({ from, to }) => Date.parse(from) >= cheapMs && Date.parse(to) <= cheapMs + hourMs));

    await box.kill('SIGKILL');
    await box.start();
    await waits();

    assert.equal((await box.put(`/api/v1/charge-points/${id}/need`, {})).status, 204);
    await box.until('there is no plan any more', async () => (await planOf(id)) === null);
    await box.waitFor('the car charges at once', (each) =>
      each.state.chargePoints.some((point) => point.id === id && point.reason.code !== 'plan'),
    );
  });
});
