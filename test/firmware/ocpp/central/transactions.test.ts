import assert from 'node:assert/strict';
import type { ChargeBoxStore, KeptTransaction } from '../../../../firmware/ocpp/central/charge-box-store.ts';
import { Transactions } from '../../../../firmware/ocpp/central/transactions.ts';

describe('the transactions of a charge point', () => {
  it('are 64 open ones at most, whatever numbers its connectors have: the oldest ends where it began', () => {
    const rows = new Map<number, KeptTransaction>();
    const store: ChargeBoxStore = {
      box: () => undefined,
      putBox: () => undefined,
      open: () => [...rows.values()].filter(({ end }) => end === undefined),
      find: () => undefined,
      findKey: (_identity, key) => [...rows.values()].find((row) => row.key === key),
      begin(begun) {
        const row = { ...begun, number: rows.size + 1 };
        rows.set(row.number, row);
        return row;
      },
      end(number, end) {
        const row = rows.get(number);
        if (row !== undefined) rows.set(number, { ...row, end });
      },
    };
    const transactions = new Transactions('CP1', store);
    for (let k = 0; k < 1000; k += 1)
      transactions.begin({
        ...{ connector: k + 1, key: `k${k}`, idTag: 'T', meterWh: k, atMs: 1000 * k },
        trigger: 'authorised',
      });
    assert.equal(store.open('CP1').length, 64);
    assert.equal(transactions.at(1000)?.meterStartWh, 999);
    assert.deepEqual(rows.get(1)?.end, { endedAtMs: 64_000, meterStopWh: 0, reason: 'Other' });
    const again = { connector: 1, key: 'k0', idTag: 'T', meterWh: 0, atMs: 0, trigger: 'authorised' } as const;
    assert.equal(transactions.begin(again).tx.number, 1, 'repeated, it is answered as before');
    assert.equal(rows.size, 1000);
  });
});
