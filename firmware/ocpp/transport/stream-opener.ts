import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** A client certificate of ours with its key, PEM. */
export interface ClientIdentity {
  readonly name: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Where a stream shall lead. */
export interface StreamTarget {
  readonly host: string;
  readonly port: number;
  /** Present: TLS is spoken inside, and the stream carries what is inside of it. */
  readonly tls?: { readonly ca?: string | undefined; readonly identity?: ClientIdentity | undefined };
}

export interface OpenStream {
  readonly stream: Duplex;
  readonly tls: { readonly version: string; readonly cipher: string } | undefined;
  /** What the other end stands on, its own certificate first, as far as that is known here. */
  readonly chain?: readonly X509Certificate[];
}

/** The way to a backend: the local network (network-streams.ts), or a channel of the gateway (channel-streams.ts). */
export interface StreamOpener {
  /** Rejects with a LinkFault; then nothing is left open. */
  open(target: StreamTarget, signal: AbortSignal): Promise<OpenStream>;
}
