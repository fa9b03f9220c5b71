import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import type { ClsTrust } from './cls-trust.ts';
import type { Emt } from './emt/emt.ts';
import type { EventLog } from './event-log.ts';
import type { FaultBox } from './faults.ts';
import type { GatewayCertificates } from './gateway-certificates.ts';
import type { LiveChannels } from './live-channels.ts';
import type { ProxyProfile } from './profile.ts';
import { ShapedSocket, shapes } from './shaped-socket.ts';
import { forbiddenSettings, type TlsWish, tlsSettings } from './tls-settings.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What both directions, dialled by the CLS and dialled by the gateway, work with. */
export interface Surroundings {
  readonly wish: TlsWish;
  readonly addressing: 'socks5' | 'sni';
  readonly clock: VirtualClock;
  readonly events: EventLog;
  readonly faults: FaultBox;
  readonly certificates: GatewayCertificates;
  readonly trust: ClsTrust;
  readonly profile: () => ProxyProfile;
  readonly live: LiveChannels;
  readonly emt: Emt;
  /** A number for the next connection. */
  readonly nextConnection: () => number;
  /** TCP connections, to be closed at the end whatever state they are in. */
  readonly open: Set<Socket>;
}

/** The settings of one handshake, with the faults that strike it. */
export function settingsFor({ wish, certificates, faults }: Surroundings): SecureContextOptions {
  const { certificatePem, keyPem } = certificates.toShow(faults);
  const fault = faults.takeOne(['oldTls', 'forbiddenSuite', 'forbiddenCurve']);
  const spoiled = fault === undefined ? {} : forbiddenSettings[fault];
  return { ...tlsSettings(wish), ...spoiled, cert: certificatePem, key: keyPem };
}

/** The TCP connection as TLS gets it. */
export function shaped(raw: Socket, { faults, events }: Surroundings, connection: number): Duplex {
  const shape = faults.takeOne(shapes);
  if (shape === undefined) return raw;
  events.add('fault', { connection, fault: shape });
  return new ShapedSocket(raw, shape);
}

export function track(raw: Socket, { open }: Surroundings): void {
  open.add(raw);
  raw.on('close', () => open.delete(raw));
  raw.on('error', () => raw.destroy());
}
