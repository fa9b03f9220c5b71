import assert from 'node:assert/strict';
import { SerialPace, transactionMs } from '../../../../scripts/site/modbus/serial-pace.ts';

describe('a serial line behind a gateway of the simulated site', () => {
  it('takes the time of the line-rate formula (field/modbus.md §5)', () => {
    const poll = (baudRate: number, words: number) => transactionMs(baudRate, 8, 5 + 2 * words).toFixed(1);
    assert.deepEqual(
      [poll(9600, 6), poll(19_200, 6), poll(38_400, 6), poll(115_200, 6)],
      ['33.3', '16.7', '10.0', '5.7'],
    );
    assert.deepEqual([poll(9600, 24), poll(115_200, 24)], ['70.8', '8.8']);
  });

  it('carries frames one after the other, in their order', async () => {
    const pace = new SerialPace(115_200);
    const order: number[] = [];
    await new Promise<void>((resolve) => {
      for (const [k, bytes] of [200, 8, 8].entries())
        pace.carry(bytes, () => {
          order.push(k);
          if (order.length === 3) resolve();
        });
    });
    assert.deepEqual(order, [0, 1, 2]);
  });
});
