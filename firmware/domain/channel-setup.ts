import type { ChannelStatus, ChannelTest, Scenario } from './channel.ts';

/** What the smgw process is told of a channel, in words that both the desk (control) and the smgw room know. */

/** A certificate of ours with its key, PEM. Goes to the smgw process by message only: never on a command line or in the environment. */
export interface Identity {
  readonly name: string;
  /** Leaf first, then the rest of the chain. */
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A channel as the smgw process sets it up: everything inherited is filled in. */
export interface ChannelSetup {
  readonly id: string;
  /**
   * Says under which document of the channel a stream was opened; it comes back with each stream. Who is at the far end was
   * chosen by that document, so no stream of an older one may speak with the rights of a newer.
   */
  readonly terms?: string;
  readonly scenario: Scenario;
  /** HKS3: streams are opened only when the main thread wishes one (channel-stream.ts), as many as it wishes. */
  readonly onDemand?: true;
  /** HKS3: the gateway. HKS4, HKS5: where we listen. `host` may be IPv6 with a scope (`fe80::1%eth1`). */
  readonly endpoint: { readonly host: string; readonly port: number };
  /** The first is ours today, the second takes over when the gateway refuses the first. */
  readonly identities: readonly Identity[];
  /** Pinned certificates of the gateway, PEM: today's and the next. */
  readonly peers: readonly string[];
  readonly addressing: 'socks5' | 'sni';
  /** HKS3. */
  readonly destination?: { readonly host: string; readonly port: number };
}

/** The main thread's end of the smgw process, as the gateway desk sees it. */
export interface ChannelHost {
  /** The whole wanted list; what is not in it is closed, what did not change is left alone. */
  configure(channels: readonly ChannelSetup[]): void;
  /** What the process last said of a channel; undefined: it does not run, or has said nothing yet. */
  status(id: string): ChannelStatus | undefined;
  /** Sets a channel up once beside the running one and closes it again. */
  test(channel: ChannelSetup): Promise<ChannelTest>;
}
