import type { Channel } from '../domain/channel.ts';
import { NetwachtError } from '../domain/errors.ts';
import { type ChannelSurroundings, channelFaults, type DocumentFault, peersOf } from '../domain/gateway-check.ts';
import type { GatewayDocuments } from './gateway-documents.ts';
import { pinOf } from './pinned-certificate.ts';

/** What a channel inherits, a new gateway must still give. */
export function takenFromChannels(
  channels: GatewayDocuments['channels'],
  surroundings: ChannelSurroundings,
): DocumentFault | undefined {
  for (const [id, { channel }] of channels) {
    const inherited = (['address', 'certificate'] as const).filter((key) => channel[key] === undefined);
    const taken = channelFaults(channel, surroundings).find(({ path }) => inherited.some((key) => key === path));
    if (taken !== undefined) return { ...taken, message: `the channel ${id} inherits it: ${taken.message}` };
  }
  return undefined;
}

/** Channels that share a port are told apart by the gateway's certificate. */
export function sharedPin(
  channels: GatewayDocuments['channels'],
  id: string,
  channel: Channel,
): DocumentFault | undefined {
  const { listen } = channel;
  if (listen === undefined) return undefined;
  const pins = peersOf(channel).map(pinOf);
  const other = [...channels].find(
    ([otherId, kept]) =>
      otherId !== id && kept.channel.listen === listen && kept.pins.some((pin) => pins.includes(pin)),
  );
  const message = `the channel ${other?.[0]} has the same listen and the same pinned certificate; they could not be told apart`;
  return other === undefined ? undefined : { path: 'peerCertificatePem', message };
}

/** The first fault as a refusal with its path; the others are named. */
export function refusal(code: string, faults: readonly DocumentFault[]): NetwachtError {
  const [first, ...others] = faults;
  const more = others.length === 0 ? '' : ` (also wrong: ${others.map(({ path }) => path).join(', ')})`;
  const path = first?.path ?? '';
  const where = path === '' ? '' : `${path}: `;
  const sentence = `${where}${first?.message ?? 'the document cannot be used'}${more}`;
  return new NetwachtError(code, sentence, path === '' ? {} : { path });
}
