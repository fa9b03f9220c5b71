import assert from 'node:assert/strict';
import { readCalls } from '../../../../firmware/api/cnf/read-calls.ts';
import { OrderDesk } from '../../../../firmware/control/order-desk.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { testFolder } from '../../store/data-folder-fixture.ts';

const never = (): never => assert.fail('not asked here');

const nobody = { chargePoint: '', user: null, tag: null, authorised: true, paused: false, budget: null };

describe('get_dev_info of a large site', () => {
  it('reads the orders once for an answer, not once for a charge point', async () => {
    const folder = testFolder();
    try {
      const store = folder.open();
      const devices = Array.from({ length: 40 }, (_, k) => ({
        id: `E${k + 1}`,
        definition: 'a-box',
        address: 'x:502',
      }));
      const document = { name: 'Large', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 400 }], devices };
      const site = siteSchema.parse(document);
      let readings = 0;
      const orders = {
        ...store.orders,
        all: () => {
          readings += 1;
          return store.orders.all();
        },
      };
      const desk = new OrderDesk({
        ...{ store: { ...store, orders }, knowledge, site: () => site, current: () => undefined },
        ...{ clock: folder.clock, nudge: () => undefined },
      });
      const author = { name: 'anna', side: 'lan' } as const;
      desk.override('E2', { limitA: 8, rulesOff: true }, author);
      desk.override('E40', { limitA: 0, rulesOff: false }, author);
      const calls = new Map(
        readCalls({
          ...{ orders: desk, clock: folder.clock, about: { id: 'NTW-1' }, ocpp: { server: never } },
          site: { current: () => ({ document, etag: '1' }) },
          ...{ state: { current: () => undefined }, lines: { lines: () => undefined }, share: { percent: () => 100 } },
          people: { view: () => nobody, userRulesOff: () => false },
          definitions: { list: () => [] },
          original: { importWh: () => 0, exportWh: () => 0, overdraftMa: () => 0, sessionNow: () => undefined },
        }),
      );
      readings = 0;
      const answer = await calls
        .get('get_dev_info')
        ?.run({ method: 'GET', json: never, query: new URLSearchParams(), author });
      assert.equal(readings, 1);
      const { devices: told } = answer as {
        devices: readonly { dev_id: string; overrides: number; ov_cur?: number }[];
      };
      assert.deepEqual(
        told
          .filter(({ overrides }) => overrides !== 0)
          .map(({ dev_id, overrides, ov_cur }) => [dev_id, overrides, ov_cur]),
        [
          ['E2', 2, 8000],
          ['E40', 1, undefined],
        ],
      );
    } finally {
      folder.end();
    }
  });
});
