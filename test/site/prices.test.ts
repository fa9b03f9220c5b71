import assert from 'node:assert/strict';
import type { State } from '../../firmware/api/shapes.ts';
import { PriceServer } from '../firmware/control/tariffs/price-server.ts';
import { Box, type Document } from './box.ts';

/** A cycle begins up to so long after what it looks at. */
const cycleMs = 1000;

describe('a box with tariffs', () => {
  let server: PriceServer;
  let box: Box;

  before(async () => {
    server = await new PriceServer().start();
    server.priceAt = () => 87.5;
    const tariffs = [
      { id: 'evu', kind: 'variable', variable: 'TARIF', prices: [{ value: 1, ct: 16 }], feedInCt: 7 },
      {
        id: 'spot',
        kind: 'dayAhead',
        format: 'awattar',
        url: server.url('/v1/marketdata'),
        markupCt: 2,
        vatPercent: 20,
      },
    ];
    const variables = [{ name: 'TARIF', timeoutS: 3, failsafe: 0 }];
    box = await Box.open({
      edit: (site: Document) => ({
        ...site,
        tariffs,
        variables: [...((site.variables as object[]) ?? []), ...variables],
      }),
    });
  });
  after(async () => {
    await box?.close();
    await server?.end();
  });
  const priceIs = (tariff: string) => async () => (await box.state())?.price?.tariff === tariff;
  const price = async (): Promise<State['price']> => (await box.state())?.price ?? null;

  it('fetches prices of the exchange, and the price is in its state', async () => {
    await box.until('the price is known', priceIs('spot'));
    const { ct, level, assumed } = (await price()) ?? assert.fail();
    // (8.75 + 2) x 1.2
    assert.deepEqual({ ct, level, assumed }, { ct: 12.9, level: -4, assumed: false });
    const { status, json } = await box.get('/api/v1/prices');
    assert.equal(status, 200);
    assert.equal((json as { prices: { ct: number }[] }).prices[0]?.ct, 12.9);
  });

  it('follows TARIF while the supplier speaks, and falls back when it goes silent', async () => {
    const spokenMs = Date.now();
    await box.setVariable('TARIF', 1);
    const takenMs = Date.now();
    await box.until('the tariff begins', priceIs('evu'));
    const begun = (await price()) ?? assert.fail();
    assert.deepEqual([begun.ct, begun.feedInCt], [16, 7]);
    const followed: string[] = [];
    await box.until('the tariff ends', async () => {
      const state = await box.state();
      if (state?.price?.tariff === 'evu') followed.push(state.at);
      return state?.price?.tariff === 'spot';
    });
    const ended = (await price()) ?? assert.fail();
    // The silence counts from the word itself, not from the cycle that took notice of it.
    const silentMs = Date.parse(ended.since) - spokenMs;
    assert.ok(silentMs >= 3000, `${silentMs} ms`);
    // By the times of the cycles themselves, however slow the machine is: none follows the word that has come to its end.
    const late = followed.filter((at) => Date.parse(at) > takenMs + 3000 + cycleMs);
    assert.deepEqual(late, [], `taken at ${new Date(takenMs).toISOString()}`);
  });

  it('takes a price from outside before every tariff, by the same call', async () => {
    await box.setVariable('_set_price', -3.5);
    await box.setVariable('_set_price_level', -6);
    await box.until('the level is taken', async () => (await price())?.level === -6);
    const { ct, tariff } = (await price()) ?? assert.fail();
    assert.deepEqual([ct, tariff], [-3.5, '_set_price']);
    assert.equal((await box.post('/cnf?cmd=set_cm_vars&clear=1', { vars: [] })).status, 200);
    await box.until('it is taken away', priceIs('spot'));
  });

  it('knows its prices after a restart without a server', async () => {
    server.fails = { status: 503 };
    await box.kill('SIGKILL');
    await box.start();
    await box.until('the price is known', priceIs('spot'));
    assert.equal((await price())?.ct, 12.9);
  });
});
