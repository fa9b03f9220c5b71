import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import type { ChannelLayer, ChannelStatus } from '../domain/channel.ts';
import type { Clock } from '../domain/clock.ts';
import { certificateTime } from './certificate-time.ts';
import { asFault, ChannelFault } from './channel-fault.ts';
import type { ChannelSetup, ChannelTiming, Identity } from './messages.ts';
import type { OwnContexts } from './own-context.ts';
import { peerCertificateOf } from './peer-certificate.ts';
import { peerFault, pinOf, readPins } from './peer-check.ts';
import { settleSni } from './sni-settling.ts';
import { socksConnect } from './socks-dialogue.ts';
import { dialTcp } from './tcp-dial.ts';
import { dialTls } from './tls-dial.ts';
import { endedBeforeAnswer } from './tls-faults.ts';

export interface Dialled {
  readonly socket: TLSSocket;
  readonly tls: NonNullable<ChannelStatus['tls']>;
}

export interface DialOptions {
  readonly contexts: OwnContexts;
  readonly timing: Pick<ChannelTiming, 'stepMs' | 'keepAliveMs'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** Told as each layer stands, with a sentence about it. */
  readonly onLayer?: (layer: ChannelLayer, message: string) => void;
}

/**
 * HKS3: we dial the gateway (TCP, TLS, its pinned certificate) and name the EMT (SOCKS5 CONNECT inside TLS, or SNI). Resolves
 * with a stream whose next byte is the EMT's; nothing of it is read yet. Rejects with a ChannelFault, and then nothing is
 * left open.
 */
export async function dial(setup: ChannelSetup, identity: Identity, options: DialOptions): Promise<Dialled> {
  const { timing, timers, signal } = options;
  const tell = options.onLayer ?? (() => undefined);
  const where = `The gateway at ${setup.endpoint.host}:${setup.endpoint.port}`;
  const { pins, context, destination } = prepare(setup, identity, options.contexts);
  tell('config', 'The settings fit together.');

  const raw = await dialTcp(setup.endpoint, { stepMs: timing.stepMs, keepAliveMs: timing.keepAliveMs, timers, signal });
  tell('tcp', `${where} answers.`);

  const sni = setup.addressing === 'sni';
  const socket = await dialTls(raw, {
    context,
    ...(sni ? { servername: destination.host } : {}),
    where,
    stepMs: timing.stepMs,
    timers,
    signal,
  });
  const stop = (): void => {
    socket.destroy(new ChannelFault('socks', 'stopped', 'The channel was stopped.'));
  };
  signal.addEventListener('abort', stop);
  try {
    const version = socket.getProtocol() ?? 'unknown';
    const cipher = socket.getCipher().name;
    tell('tls', `${version}, ${cipher}.`);

    const certificate = peerCertificateOf(socket);
    const fault = peerFault(certificate, pins, certificateTime(options.clock));
    if (fault !== undefined || certificate === undefined) throw fault;
    const peerSha256 = pinOf(certificate);
    tell('certificate', `The gateway shows its pinned certificate (SHA-256 ${peerSha256}).`);

    const step = {
      stepMs: timing.stepMs,
      timers,
      closed: (error: Error | undefined, answered: boolean) =>
        error instanceof ChannelFault ? error : endedBeforeAnswer(error, where, socket.getProtocol(), answered),
    };
    if (sni) await settleSni(socket, version, step);
    else await socksConnect(socket, destination, step);
    tell(
      'socks',
      sni ? 'Addressed by SNI, without SOCKS.' : `The gateway has connected ${destination.host}:${destination.port}.`,
    );
    return { socket, tls: { version, cipher, peerSha256 } };
  } catch (error) {
    socket.destroy();
    throw asFault(error, 'socks');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function prepare(setup: ChannelSetup, identity: Identity, contexts: OwnContexts) {
  const { destination } = setup;
  if (destination === undefined)
    throw new ChannelFault(
      'config',
      'noDestination',
      'A channel with HKS3 needs a destination, the EMT as the gateway knows it.',
    );
  if (setup.addressing === 'sni' && isIP(destination.host) !== 0)
    throw new ChannelFault(
      'config',
      'sniNeedsName',
      `SNI addressing needs a name; ${destination.host} is an address. Enter the EMT by the name that the gateway knows.`,
    );
  return { destination, pins: readPins(setup.peers), context: contexts.of(identity) };
}
