import type { ChannelError, ChannelLayer } from '../domain/channel.ts';
import { NetwachtError } from '../domain/errors.ts';

/** Why a channel could not be set up, or ended: the layer at which it failed, a stable code, one plain sentence. */
export class ChannelFault extends NetwachtError {
  readonly layer: ChannelLayer;

  constructor(layer: ChannelLayer, code: string, message: string, cause?: unknown) {
    super(code, message, cause === undefined ? {} : { cause });
    this.name = 'ChannelFault';
    this.layer = layer;
  }
}

/** Anything thrown as a fault of `layer`; a fault keeps its own. */
export const asFault = (error: unknown, layer: ChannelLayer): ChannelFault =>
  error instanceof ChannelFault
    ? error
    : new ChannelFault(layer, 'unexpected', error instanceof Error ? error.message : String(error), error);

/** The fault as the API shows it. `atMs` is wall time. */
export const channelErrorOf = (fault: ChannelFault, atMs: number): ChannelError => ({
  layer: fault.layer,
  code: fault.code,
  message: fault.message,
  at: new Date(atMs).toISOString(),
});
