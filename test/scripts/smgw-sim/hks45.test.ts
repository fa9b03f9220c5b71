import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterEach, describe, it } from 'mocha';
import { curveNames } from '../../../scripts/smgw-sim/curves.ts';
import { setOne } from '../../../scripts/smgw-sim/emt/calls.ts';
import { type SmgwSim, startSmgwSim } from '../../../scripts/smgw-sim/gateway.ts';
import type { SmgwSimOptions } from '../../../scripts/smgw-sim/options.ts';
import { clsGroups, clsIdentity, echoServer } from './cls.ts';

describe('smgw-sim in HKS4 and HKS5, where the gateway dials the CLS (experimental)', () => {
  let sim: SmgwSim | undefined;
  let server: Server | undefined;
  const cls = clsIdentity();

  /** A CLS that listens, as a test needs it: takes any certificate and serves HTTP by `http`. */
  const listen = async (identity = cls, http = echoServer()): Promise<{ host: string; port: number }> => {
    const listening = createServer(
      {
        cert: identity.certificatePem,
        key: identity.keyPem,
        ...{ ecdhCurve: clsGroups, requestCert: true, rejectUnauthorized: false },
      },
      (socket) => {
        socket.on('error', () => socket.destroy());
        http.emit('connection', socket);
      },
    );
    server = listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return { host: '127.0.0.1', port: (listening.address() as AddressInfo).port };
  };
  const start = async (options: SmgwSimOptions): Promise<SmgwSim> => {
    sim = await startSmgwSim({ clsCertificatesPem: [cls.certificatePem], ...options });
    return sim;
  };
  afterEach(async () => {
    await sim?.close();
    server?.close();
  });

  for (const tls of ['1.2', '1.3'] as const)
    for (const curve of curveNames)
      it(`HKS4: dials when it is woken and passes the EMT's calls, ${curve} alone in TLS ${tls}`, async () => {
        const identity = clsIdentity(curve);
        const gateway = await start({
          ...{ scenario: 'hks4', tls, curve, onlyCurve: true, cls: await listen(identity) },
          clsCertificatesPem: [identity.certificatePem],
        });
        assert.equal(gateway.address, '');
        const connection = await gateway.control.wake();
        assert.equal((await gateway.emt.request(setOne('AVAIL', 40))).status, 200);
        const [accepted] = gateway.events.named('clsAccepted');
        assert.deepEqual([accepted?.connection, accepted?.version], [connection, `TLSv${tls}`]);
      });

  it('HKS4: says in one sentence why there is no channel', async () => {
    const gateway = await start({ scenario: 'hks4', clsCertificatesPem: [] });
    await assert.rejects(gateway.control.wake(), /not known where the CLS listens/);
    const silent = createHttpServer(() => undefined);
    gateway.control.setCls(await listen(cls, silent));
    await assert.rejects(gateway.control.wake({ host: 'other.example', port: 443 }), /not in the proxy profile/);
    await assert.rejects(gateway.control.wake(), /refused: notPinned/);
    gateway.control.trust(cls.certificatePem);
    for (const fault of ['stallTls', 'closeInHandshake', 'resetInHandshake', 'refuseCls'] as const) {
      gateway.control.fault(fault);
      await assert.rejects(gateway.control.wake(), Error, fault);
    }
    await gateway.control.wake();
    await assert.rejects(gateway.emt.request(setOne('AVAIL', 40), { timeoutMs: 50 }), /no answer/);
  });

  it('HKS5: dials by itself when no channel is up, again after its own interval', async () => {
    const gateway = await start({ scenario: 'hks5', timeScale: 100, dialEveryS: 10, cls: await listen() });
    await gateway.emt.ready();
    const again = gateway.events.waitFor('streamUp');
    gateway.control.closeChannels();
    await again;
    assert.deepEqual(
      gateway.events.named('dialling').map(({ why }) => why),
      ['schedule', 'schedule'],
    );
  });
});
