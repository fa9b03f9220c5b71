import { type ChannelLayer, type ChannelStatus, type ChannelTest, channelLayers } from '../domain/channel.ts';
import { asFault, ChannelFault } from './channel-fault.ts';
import { dial } from './dial.ts';
import type { ChannelSetup } from './messages.ts';
import type { ChannelSurroundings } from './running-channel.ts';

/**
 * Sets a channel up once, layer by layer, and closes it again, beside a running one. What listens cannot be tried from here:
 * then `running` says what was seen of it.
 */
export async function tryChannel(
  setup: ChannelSetup,
  surroundings: ChannelSurroundings,
  running: ChannelStatus | undefined,
): Promise<ChannelTest> {
  const { clock } = surroundings;
  const layers: ChannelTest['layers'][number][] = [];
  let beganMs = clock.monotonicMs();
  const tell = (layer: ChannelLayer, ok: boolean, message: string): void => {
    const nowMs = clock.monotonicMs();
    layers.push({ layer, ok, message, ms: Math.round(nowMs - beganMs) });
    beganMs = nowMs;
  };
  if (setup.scenario !== 'HKS3') return listening(running);
  for (const identity of setup.identities) {
    layers.length = 0;
    try {
      const { socket } = await dial(setup, identity, {
        ...surroundings,
        signal: new AbortController().signal,
        onLayer: (layer, message) => tell(layer, true, message),
      });
      socket.destroy();
      return { ok: true, layers };
    } catch (error) {
      const fault = asFault(error, nextLayer(layers.at(-1)?.layer));
      // A layer that seemed to stand may turn out not to: TLS 1.3 refuses our certificate late.
      const stands = layers.findIndex(({ layer }) => layer === fault.layer);
      if (stands >= 0) layers.splice(stands);
      tell(fault.layer, false, fault.message);
      if (fault.code !== 'ownCertificateRefused') break;
    }
  }
  if (layers.length === 0) tell('config', false, 'The channel has no certificate of this box; choose or make one.');
  return { ok: false, layers };
}

const nextLayer = (layer: ChannelLayer | undefined): ChannelLayer =>
  channelLayers[layer === undefined ? 0 : channelLayers.indexOf(layer) + 1] ?? 'stream';

function listening(running: ChannelStatus | undefined): ChannelTest {
  const fault = running?.lastError ?? undefined;
  if (running === undefined)
    return one(
      'config',
      false,
      new ChannelFault('config', 'off', 'The channel does not run: enable it first.').message,
    );
  if (running.status !== 'up')
    return one(fault?.layer ?? 'tcp', false, fault?.message ?? 'The channel does not listen yet.');
  if (running.connections > 0) return one('stream', true, 'The gateway is connected.');
  return fault === undefined
    ? one('tcp', true, 'The box listens; the gateway has not dialled yet, and only it can.')
    : one(fault.layer, false, `The last try of the gateway failed: ${fault.message}`);
}

const one = (layer: ChannelLayer, ok: boolean, message: string): ChannelTest => ({
  ok,
  layers: [{ layer, ok, message, ms: 0 }],
});
