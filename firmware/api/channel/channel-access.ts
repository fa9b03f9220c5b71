import type { Channel, ChannelRole, GatewayFunction } from '../../domain/channel.ts';
import type { ChannelAuthority } from '../../domain/channel-command.ts';

/** What a channel may do, as it is set up now. */
export interface ChannelAccess {
  readonly id: string;
  readonly use: Channel['use'];
  readonly role: ChannelRole;
  readonly variables: readonly string[];
  /** Pinned certificates of the gateway: SHA-256 over DER, hex small letters. */
  readonly pins: readonly string[];
  /** Of its document of now: a stream that was opened under others is not let in. */
  readonly terms?: string;
}

/** The channels of the box, as the door needs them. */
export interface ChannelAccessPort {
  /** Undefined: there is no such channel, or it is not enabled. */
  access(channelId: string): ChannelAccess | undefined;
  /** Whether one of the four functions is switched on. */
  functionOn(name: GatewayFunction): boolean;
}

/** Whether somebody may still speak as he was let in: requests that wait outlive their stream. */
export const stillSpeaks = (
  { role, peerSha256, variables }: ChannelAuthority,
  now: ChannelAccess | undefined,
): boolean =>
  now?.use === 'http' &&
  now.role === role &&
  now.pins.includes(peerSha256) &&
  variables.every((name) => now.variables.includes(name));

/** Whether a stream that was let in under `before` may go on under `now`. */
export function sameAccess(before: ChannelAccess, now: ChannelAccess | undefined): boolean {
  const text = ({ use, role, variables, pins, terms }: ChannelAccess) =>
    JSON.stringify([use, role, [...variables].sort(), [...pins].sort(), terms]);
  return now !== undefined && text(before) === text(now);
}
