import assert from 'node:assert/strict';
import { keptAddresses } from '../../../drivers/messages/kept-addresses.ts';
import { FakeTime } from '../device/fake-time.ts';

describe('Addresses of a name', () => {
  it('are asked for once a minute', async () => {
    const time = new FakeTime();
    const asked: string[] = [];
    const resolve = keptAddresses(async (name) => {
      asked.push(name);
      return [`10.0.0.${asked.length}`];
    }, time);
    assert.deepEqual(await resolve('meter.lan'), ['10.0.0.1']);
    await time.advance(59_000);
    assert.deepEqual(await resolve('meter.lan'), ['10.0.0.1']);
    await time.advance(1_000);
    assert.deepEqual(await resolve('meter.lan'), ['10.0.0.2']);
    assert.deepEqual(await resolve('other.lan'), ['10.0.0.3']);
  });

  it('are asked for anew after a failure', async () => {
    let fails = true;
    const resolve = keptAddresses(async () => {
      if (fails) throw new Error('no such name');
      return ['10.0.0.1'];
    }, new FakeTime());
    await assert.rejects(resolve('meter.lan'), /no such name/);
    fails = false;
    assert.deepEqual(await resolve('meter.lan'), ['10.0.0.1']);
  });
});
