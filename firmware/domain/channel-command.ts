import type { ChannelRole } from './channel.ts';

/** Who speaks on a stream: bound to its socket by the header of the smgw process, never read from a request. */
export interface ChannelAuthority {
  readonly channelId: string;
  readonly role: ChannelRole;
  /** Names of the variables that the channel may set and see. */
  readonly variables: readonly string[];
  /** SHA-256 over the DER of the certificate at the other end of the HAN, hex small letters. */
  readonly peerSha256: string;
  readonly connectionId: string;
}

/** A well-formed command of a channel that is within its rights, as it was understood. */
export interface ChannelCommand extends Omit<ChannelAuthority, 'variables'> {
  readonly values: readonly { readonly name: string; readonly value: number }[];
  /** Whether it takes away the channel's other variables first (flat POST, clear=1). */
  readonly replace: boolean;
  /** Wall time of its receipt. */
  readonly atMs: number;
}

/** `applied`: on disk and with the control loop. `refused`: nothing of it was kept; code as in the answer. */
export type CommandOutcome =
  | { readonly kind: 'applied'; readonly atMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly atMs: number };

/** Told of every command of a channel: the proof log. */
export interface CommandObserver {
  /** Before the change; the id is given back with `answered`. */
  received(command: ChannelCommand): number;
  /** After the change. Gives the head of the log for the answer's `Netwacht-Proof`; undefined = none. */
  answered(id: number, outcome: CommandOutcome): string | undefined;
  /** A person took an owned variable back until the channel's next write. */
  released(release: {
    readonly variable: string;
    readonly channelId: string;
    readonly who: string;
    readonly atMs: number;
  }): void;
}
