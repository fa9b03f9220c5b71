import assert from 'node:assert/strict';
import { RequestQueue } from '../../../drivers/bus/request-queue.ts';
import type { Priority } from '../../../drivers/bus/types.ts';

interface Item {
  readonly priority: Priority;
  readonly name: string;
}
const item = (priority: Priority, name: string = priority): Item => ({ priority, name });
const always = (): boolean => true;

describe('the queue of a line', () => {
  it('lets writes go before keep-alives, fast and slow polls, and keeps the order within each', () => {
    const queue = new RequestQueue<Item>();
    for (const name of ['slow', 'fast', 'keepAlive', 'write'] as const) {
      queue.add(item(name, `${name} 1`));
      queue.add(item(name, `${name} 2`));
    }
    const order = Array.from({ length: 8 }, () => queue.take(always)?.name);
    assert.deepEqual(order, [
      'write 1',
      'write 2',
      'keepAlive 1',
      'keepAlive 2',
      'fast 1',
      'fast 2',
      'slow 1',
      'slow 2',
    ]);
    assert.equal(queue.take(always), undefined);
  });

  it('passes over what must still wait', () => {
    const queue = new RequestQueue<Item>();
    queue.add(item('write'));
    queue.add(item('slow'));
    assert.equal(queue.take((waiting) => waiting.priority !== 'write')?.name, 'slow');
    assert.equal(queue.length, 1);
  });

  for (const busy of ['fast', 'keepAlive', 'write'] as const) {
    it(`serves a slow poll in the end though a ${busy} always waits`, () => {
      const queue = new RequestQueue<Item>();
      queue.add(item('slow'));
      let turns = 0;
      do {
        queue.add(item(busy));
        turns += 1;
        assert.ok(turns < 100, 'never served');
      } while (queue.take(always)?.name !== 'slow');
    });
  }

  it('does not let a slow poll that waited long go before a write', () => {
    const queue = new RequestQueue<Item>();
    queue.add(item('slow'));
    for (let i = 0; i < 16; i++) {
      queue.add(item('fast'));
      queue.take(always);
    }
    queue.add(item('write'));
    queue.add(item('fast'));
    assert.deepEqual([queue.take(always)?.name, queue.take(always)?.name], ['write', 'slow']);
  });

  it('gives a replaced item its place to the later one', () => {
    const queue = new RequestQueue<Item>();
    queue.add(item('write', '10 A'));
    queue.add(item('write', 'other'));
    assert.equal(queue.replace(item('write', '6 A'), ({ name }) => name === '10 A')?.name, '10 A');
    assert.deepEqual([queue.take(always)?.name, queue.take(always)?.name], ['6 A', 'other']);
    assert.equal(queue.replace(item('write'), always), undefined);
  });
});
