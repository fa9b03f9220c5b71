import { readFileSync } from 'node:fs';
import type { ChannelStatus } from '../../../firmware/domain/channel.ts';
import type { Running } from '../../demo/running.ts';
import { type SmgwSim, startSmgwSim } from '../../smgw-sim/gateway.ts';
import { familyOf } from './process-usage.ts';

const upWithinMs = 20_000;
const lookEveryMs = 50;

/** A firmware with an HKS3 channel to a simulated gateway of its own. */
export interface GatewayChannel {
  readonly sim: SmgwSim;
  status(): Promise<ChannelStatus>;
  /** Resolves when the channel carries bytes. */
  up(): Promise<void>;
  /** The smgw process; undefined while it is down. */
  smgwPid(): number | undefined;
}

/** Makes a certificate, pins a fresh simulated gateway, and waits until the channel is up. */
export async function openGatewayChannel(running: Running): Promise<GatewayChannel> {
  const sim = await startSmgwSim();
  const { certificatePem } = await ask<{ certificatePem: string }>(running, 'POST', '/api/v1/certificates', {
    name: 'cls',
    curve: 'brainpoolP256r1',
  });
  sim.control.trust(certificatePem);
  await ask(running, 'PUT', '/api/v1/smgw', {
    ...{ address: sim.address, certificate: 'cls', functions: { limit: true } },
  });
  await ask(running, 'PUT', '/api/v1/smgw/channels/emt', {
    ...{ scenario: 'HKS3', destination: 'emt.example:443', peerCertificatePem: sim.peerCertificatePem },
    ...{ variables: ['AVAIL'] },
  });
  const status = () => ask<ChannelStatus>(running, 'GET', '/api/v1/smgw/channels/emt');
  const channel: GatewayChannel = {
    sim,
    status,
    smgwPid: () => smgwPidOf(running),
    async up() {
      const untilMs = performance.now() + upWithinMs;
      for (;;) {
        const now = await status();
        if (now.status === 'up') return;
        if (performance.now() > untilMs) throw new Error(`the channel does not come up: ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    },
  };
  await channel.up();
  return channel;
}

function smgwPidOf({ firmware: { pid } }: Running): number | undefined {
  if (pid === undefined) throw new Error('the firmware ended');
  return familyOf(pid).find((one) => commandOf(one).includes('smgw/child'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has gone since.
    return '';
  }
}

async function ask<T>({ url, password }: Running, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(`admin:${password}`)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
