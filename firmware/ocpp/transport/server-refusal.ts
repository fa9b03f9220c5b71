import type { Socket } from 'node:net';
import { LinkFault, type LinkLayer } from './link-fault.ts';

/** Somebody who was not let in. */
export interface ServerRefusal {
  readonly atMs: number;
  readonly address: string;
  /** As the path said it; undefined when it did not come so far. */
  readonly stationId: string | undefined;
  /** Words that go on after `was not let in: `, such as `it shows no password`. */
  readonly why: string;
  /** Layer, code and the whole sentence for a person: who, what was wrong, what holds instead. */
  readonly fault: LinkFault;
}

/** What a refusal is about, before it is known who was refused. */
export interface Refused {
  readonly layer: LinkLayer;
  readonly code: string;
  readonly why: string;
  /** A whole sentence: what is asked instead. */
  readonly holds: string;
}

export function serverRefusal(
  { layer, code, why, holds }: Refused,
  who: Pick<ServerRefusal, 'atMs' | 'address' | 'stationId'>,
): ServerRefusal {
  const { stationId, address } = who;
  const from = address === '' ? '' : ` from ${address}`;
  const name = stationId === undefined ? `Somebody${from}` : `Charge point "${stationId}"${from}`;
  return { ...who, why, fault: new LinkFault(layer, code, `${name} was not let in: ${why}. ${holds}`.trim()) };
}

const speaksTls = 'TLS 1.2 and 1.3 are spoken here, with ECDHE and AES-GCM (or ChaCha20 in 1.3).';

/** What is no matter of credentials. */
export const refusals = {
  noWebSocket: {
    ...{ layer: 'http', code: 'noWebSocket', why: 'it asks for no WebSocket' },
    holds: 'This port is for OCPP-J only.',
  },
  noStationId: {
    ...{ layer: 'http', code: 'noStationId', why: 'the path of its URL ends in no id of a charge point' },
    holds: 'The URL is that of this box, a slash, and the id.',
  },
  badRequest: {
    ...{ layer: 'http', code: 'badRequest', why: 'what it sends is no HTTP that is taken here' },
    holds: 'A handshake has at most 8 KiB of headers.',
  },
  tlsOnly: {
    ...{ layer: 'tls', code: 'tlsOnly', why: 'it comes without TLS, and TLS is on for this port' },
    holds: 'Its URL has to begin with wss://.',
  },
  tlsOff: {
    ...{ layer: 'tls', code: 'tlsOff', why: 'it speaks TLS, and TLS is off' },
    holds: 'Its URL has to begin with ws://, or TLS has to be switched on.',
  },
  noServerCertificate: {
    ...{ layer: 'config', code: 'noServerCertificate', why: 'it speaks TLS, and this box has no certificate for it' },
    holds: 'Choose one for the OCPP server.',
  },
  wrongSubprotocol: {
    ...{ layer: 'websocket', code: 'wrongSubprotocol', why: 'it offers neither ocpp1.6 nor ocpp2.0.1' },
    holds: 'One of them has to be set at the charge point.',
  },
  hungUp: {
    ...{ layer: 'certificate', code: 'hungUp', why: 'it hung up during the TLS handshake, or right after it' },
    holds: 'It may not trust the certificate of this box: its authority has to be entered at the charge point.',
  },
  full: {
    ...{ layer: 'websocket', code: 'full', why: 'too many charge points are connected already' },
    holds: 'Those who are connected stay.',
  },
} as const satisfies Record<string, Refused>;

export const tooSlow = (afterMs: number): Refused => ({
  ...{ layer: 'websocket', code: 'tooSlow', why: `its handshake took longer than ${afterMs / 1000} s` },
  holds: 'Its place is free again.',
});

export const comesTooOften = (waitS: number): Refused => ({
  ...{ layer: 'websocket', code: 'tooOften', why: 'it connects again and again' },
  holds: `Are there two of this id? It may come again in ${waitS} s.`,
});

export const tooManyConnections: Refused = {
  ...{ layer: 'tcp', code: 'tooOften', why: 'too many connections come from there' },
  holds: 'The others are served.',
};

export const tooManyTries = (waitS: number): Refused => ({
  ...{ layer: 'http', code: 'tooManyTries', why: 'too many tries from there failed' },
  holds: `The next one is looked at in ${waitS} s.`,
});

/** Of a handshake that failed. Undefined: the far end is just gone, which its socket tells. */
export function handshakeRefusal(error: Error & { readonly code?: string }): Refused | undefined {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return undefined;
  const words = ('reason' in error ? String(error.reason) : error.message).slice(0, 200);
  if (/alert[ _](unknown ca|bad certificate|certificate (unknown|expired|revoked))/i.test(words))
    return {
      ...{ layer: 'certificate', code: 'ownRefused', why: `it does not trust the certificate of this box (${words})` },
      holds: 'The authority of that certificate has to be entered at the charge point.',
    };
  if (
    /unsupported protocol|no shared cipher|no ciphers|version too low|inappropriate fallback|legacy|no suitable/i.test(
      words,
    )
  )
    return {
      ...{
        layer: 'tls',
        code: 'noCommonProfile',
        why: `it offers no TLS version or suite that is safe enough (${words})`,
      },
      holds: speaksTls,
    };
  return { layer: 'tls', code: 'handshakeFailed', why: `its TLS handshake failed (${words})`, holds: speaksTls };
}

export const addressOf = ({ remoteAddress }: Socket): string => (remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');

export const portTrouble = ({ message }: Error): Refused => ({
  ...{ layer: 'tcp', code: 'portTrouble', why: `the port has trouble (${message})` },
  holds: 'Those who are connected stay.',
});
export const notJudged = (error: unknown): Refused => ({
  ...{ layer: 'http', code: 'notJudged', why: `its arrival could not be judged (${String(error)})`, holds: '' },
});
