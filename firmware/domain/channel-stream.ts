/** A stream through a gateway channel that the main thread asks for: one for each station (contracts §8, use `ocpp`). */

/** TLS between this box and the EMT, inside the stream. It is spoken in the smgw process, as all TLS of a channel is. */
export interface InnerTls {
  readonly serverName: string;
  /** PEM: authorities, or the very certificate of the EMT; absent: the public authorities. */
  readonly ca?: string | undefined;
  /** The client certificate; absent: none is shown. */
  readonly identity?: { readonly certificatePem: string; readonly keyPem: string } | undefined;
}

export interface StreamWish {
  readonly channelId: string;
  /** Comes back in the header of the stream. */
  readonly streamId: string;
  readonly tls?: InnerTls | undefined;
}

/** What became of a wish. `where` tells a fault of the way to the EMT from one of the EMT's own TLS. */
export type StreamResult =
  | { readonly ok: true; readonly tls?: { readonly version: string; readonly cipher: string } | undefined }
  | {
      readonly ok: false;
      readonly where: 'channel' | 'inside';
      readonly layer: string;
      readonly code: string;
      readonly message: string;
    };

/** Who opens streams: the smgw process, as the main thread sees it. */
export interface ChannelStreamHost {
  /** Never rejects. */
  openStream(wish: StreamWish): Promise<StreamResult>;
  /** Nobody waits for it any more; a stream that is up ends by its socket. */
  cancelStream(streamId: string): void;
}

/**
 * Of one channel, one for each station. A stream with TLS inside costs the smgw process some 160 KB: 10 MB for all of them.
 */
export const maxStationStreams = 64;
