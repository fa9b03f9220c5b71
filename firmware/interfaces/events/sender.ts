import type { EventChannel } from '../../domain/site/events.ts';
import type { Message } from './compose.ts';
import type { SendMeans } from './means.ts';
import { sendHttp } from './send-http.ts';
import { sendMail } from './send-mail.ts';

/** Sends a message through a channel, by the outbound guard. Rejects with a SendError or the guard's OutboundError. */
export const eventSender =
  (box: string, means: SendMeans) =>
  (channel: EventChannel, message: Message): Promise<void> =>
    channel.kind === 'mail' ? sendMail(channel, message, box, means) : sendHttp(channel, message, box, means);
