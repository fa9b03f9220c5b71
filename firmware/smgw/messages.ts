import type { ChannelStatus, ChannelTest } from '../domain/channel.ts';
import type { ChannelSetup } from '../domain/channel-setup.ts';
import type { StreamResult, StreamWish } from '../domain/channel-stream.ts';

export type { ChannelSetup, Identity } from '../domain/channel-setup.ts';

/** Times of a channel, so that tests need not wait 48 hours; the defaults stand in channel-timing.ts. */
export interface ChannelTiming {
  readonly stepMs: number;
  readonly renewMs: number;
  readonly maxSessionMs: number;
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  readonly stableMs: number;
  readonly refusedRetryMs: number;
  readonly keepAliveMs: number;
}

/** Main thread to smgw process. */
export type ToChild =
  /** The whole wanted list; what is not in it is closed, what did not change is left alone. */
  | { readonly kind: 'configure'; readonly channels: readonly ChannelSetup[]; readonly timing?: Partial<ChannelTiming> }
  /** Sets a channel up once beside the running one, layer by layer, and closes it again. */
  | { readonly kind: 'test'; readonly testId: number; readonly channel: ChannelSetup }
  /** Opens a further stream of a channel that is on demand; answered by `opened`, and the stream comes with its id. */
  | { readonly kind: 'open'; readonly wish: StreamWish }
  /** Nobody waits for that stream any more. */
  | { readonly kind: 'cancel'; readonly streamId: string }
  | { readonly kind: 'stop' };

/** smgw process to main thread. */
export type FromChild =
  | { readonly kind: 'ready'; readonly capabilities: TlsCapabilities }
  /** Said every second: a process that hangs says nothing. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'status'; readonly id: string; readonly status: ChannelStatus }
  | { readonly kind: 'tested'; readonly testId: number; readonly result: ChannelTest }
  /** The answer to `open`. */
  | { readonly kind: 'opened'; readonly streamId: string; readonly result: StreamResult }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    };

/** What this OpenSSL can do, found by trying at start, never by version (notes 3.1). */
export interface TlsCapabilities {
  readonly openssl: string;
  /** Brainpool in TLS 1.3; without it the profile ends at TLS 1.2. */
  readonly brainpoolTls13: boolean;
}
