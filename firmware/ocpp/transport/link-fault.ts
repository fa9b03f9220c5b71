import { NetwachtError } from '../../domain/errors.ts';

/** How far a connection to a backend came: settings, gateway channel, name, TCP, TLS, certificates, HTTP answer, WebSocket. */
export type LinkLayer = 'config' | 'channel' | 'name' | 'tcp' | 'tls' | 'certificate' | 'http' | 'websocket';

/**
 * Why there is no connection to a backend, as the API shows it: the layer, a stable code, and a sentence for a person. What
 * was thrown stays as `cause`; no sentence holds a password or a query.
 */
export class LinkFault extends NetwachtError {
  readonly layer: LinkLayer;

  constructor(layer: LinkLayer, code: string, sentence: string, cause?: unknown) {
    super(code, sentence, cause === undefined ? {} : { cause });
    this.layer = layer;
  }
}

/** A backend that takes nothing at the moment, and says until when not. */
export class BusyFault extends LinkFault {
  /** Of its `Retry-After`, where that is a number of seconds: at most an hour. */
  readonly retryAfterMs: number | undefined;

  constructor(sentence: string, retryAfter: string | undefined) {
    super('http', 'busy', sentence);
    this.retryAfterMs = /^\d{1,9}$/.test(retryAfter ?? '') ? Math.min(Number(retryAfter), 3600) * 1000 : undefined;
  }
}

/** What was thrown as a LinkFault; what nobody expected keeps its words. */
export const asLinkFault = (error: unknown, layer: LinkLayer): LinkFault =>
  error instanceof LinkFault
    ? error
    : new LinkFault(layer, 'failed', `It failed: ${error instanceof Error ? error.message : String(error)}.`, error);
