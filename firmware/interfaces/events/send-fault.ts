import { OutboundError } from '../../../drivers/link/outbound-error.ts';
import type { SendFault, SendLayer } from '../../domain/events.ts';

/** Why something was not sent, with the layer that failed. The sentence holds no secret. */
export class SendError extends Error {
  readonly fault: SendFault;

  constructor(layer: SendLayer, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SendError';
    this.fault = { layer, message };
  }
}

const layerByCode: Readonly<Record<string, SendLayer>> = {
  unknownName: 'dns',
  unreachable: 'connect',
  timedOut: 'connect',
  cancelled: 'connect',
  badCertificate: 'tls',
  answerTooLarge: 'answer',
  redirected: 'refused',
};

/** The fault of whatever was thrown; of the guard's refusals with their layer. */
export function faultOf(error: unknown): SendFault {
  if (error instanceof SendError) return error.fault;
  if (error instanceof OutboundError) return { layer: layerByCode[error.code] ?? 'guard', message: error.message };
  return { layer: 'answer', message: error instanceof Error ? error.message.slice(0, 200) : 'it failed' };
}

const longestWords = 200;

/** What the other side said, as it may be shown: one line, short, without anything of the secret. */
export function saidBy(text: string, secrets: readonly string[]): string {
  let said = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  for (const secret of secrets)
    if (secret !== '')
      for (const form of [secret, Buffer.from(secret).toString('base64')]) said = said.replaceAll(form, '***');
  return said.slice(0, longestWords);
}
