import assert from 'node:assert/strict';
import { HttpsDoor } from '../../../firmware/system/https-door.ts';

const pair = { certificatePem: 'certificate', keyPem: 'key' };
const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });

describe('S11 the door of HTTPS', () => {
  const said: string[] = [];
  const say = (_: object, sentence: string) => void said.push(sentence);
  const clock = { wallMs: () => 5000, monotonicMs: () => 0 };
  const door = (parts: { fresh?: () => boolean; listen: () => Promise<{ port: number; renew(): void }> }) =>
    new HttpsDoor({
      certificate: { current: async () => ({ ...pair, sha256: '00:01', fresh: parts.fresh?.() ?? false }) },
      ...{ listen: parts.listen, port: 8443, clock, log: { info: say, warn: say }, retryMs: 1 },
    });
  beforeEach(() => said.splice(0));

  it('that is taken is told, tried again and opened when it is free', async () => {
    let tries = 0;
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    const own = door({
      async listen() {
        tries += 1;
        if (tries < 4) throw taken;
        resolve();
        return { port: 8443, renew: () => undefined };
      },
    });
    await own.start();
    assert.deepEqual(
      own.health().map(({ code, severity, what, since }) => [code, severity, what, since]),
      [['httpsOff', 'warning', 'HTTPS, 8443', '1970-01-01T00:00:05.000Z']],
    );
    assert.match(own.health()[0]?.message ?? '', /port 8443 is not served: it is taken by another program/);
    await opened;
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(own.health(), []);
    // Said once, not at every try.
    assert.deepEqual(said.length, 2);
    own.end();
  });

  it('tells any other hindrance too, and never throws', async () => {
    const own = new HttpsDoor({
      certificate: { current: () => Promise.reject(new Error('the disk is full')) },
      listen: () => Promise.reject(new Error('not reached')),
      ...{ port: 8443, clock, log: { info: say, warn: say } },
    });
    await own.start();
    assert.match(own.health()[0]?.message ?? '', /the disk is full; it is tried again/);
    own.end();
  });

  it('gets the renewed certificate when a later look made one', async () => {
    let renewed = 0;
    let fresh = false;
    const renew = () => {
      renewed += 1;
    };
    const listen = async () => ({ port: 8443, renew });
    const own = door({ fresh: () => fresh, listen });
    await own.start();
    await own.start();
    assert.equal(renewed, 0);
    fresh = true;
    await own.start();
    assert.equal(renewed, 1);
    own.end();
  });
});
