import type { UpChannel } from './channel-freshness.ts';

const everyMs = 1000;

/**
 * Tells the worker every second which channels are up. Silence counts as down: a main thread that hangs and a smgw process
 * that is gone keep nothing fresh. Returns what ends it.
 */
export function channelBeat(
  gateway: { upChannels(): readonly UpChannel[] },
  host: { channelsUp(channels: readonly UpChannel[]): void },
): () => void {
  let anyUp = false;
  const timer = setInterval(() => {
    const channels = gateway.upChannels();
    if (channels.length > 0 || anyUp) host.channelsUp(channels);
    anyUp = channels.length > 0;
  }, everyMs);
  return () => clearInterval(timer);
}
