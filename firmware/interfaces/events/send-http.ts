import { createHmac } from 'node:crypto';
import { createOutbound } from '../../../drivers/link/outbound.ts';
import type { EventSignIn, PushChannel, WebhookChannel } from '../../domain/site/events.ts';
import { targetOfUrl } from '../../domain/site/http-address.ts';
import type { Message } from './compose.ts';
import type { SendMeans } from './means.ts';
import { pushRequest } from './push-template.ts';
import { SendError, saidBy } from './send-fault.ts';

interface Request {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** POSTs a message to a webhook or a push service. Rejects with a SendError or the guard's OutboundError. */
export async function sendHttp(
  channel: WebhookChannel | PushChannel,
  message: Message,
  box: string,
  means: SendMeans,
): Promise<void> {
  const target = targetOfUrl(channel.url);
  if (target === undefined) throw new SendError('settings', 'The address is not clear');
  const outbound = createOutbound({ ...means, allowed: () => [target] });
  const request = channel.kind === 'webhook' ? webhookRequest(message, box) : pushRequest(channel, message);
  const { headers, secrets } = signed(channel.signIn, request, means);
  const { status, body } = await outbound.request({
    ...{ url: channel.url, method: 'POST', body: request.body },
    headers: { 'content-type': request.contentType, 'user-agent': 'Netwacht', ...request.headers, ...headers },
  });
  if (status >= 200 && status < 300) return;
  const said = saidBy(body.toString('utf8').slice(0, 2000), secrets);
  const layer = status === 401 || status === 403 ? 'login' : 'refused';
  throw new SendError(layer, `${target.host} answers ${status}${said === '' ? '' : `: ${said}`}`);
}

/** What a webhook gets: the message in words, and each event with its facts. */
function webhookRequest({ id, language, title, text, priority, atMs, lines, site }: Message, box: string): Request {
  const body = {
    ...{ id, box, site, at: new Date(atMs).toISOString(), language, title, message: text, priority },
    events: lines.map(({ id: eventId, event, sentence }) => {
      // A person is named in the sentence where a rule wants it, and nowhere else.
      const { person: _, ...facts } = event.facts;
      return {
        ...{ id: eventId, code: event.code, stage: event.stage, severity: event.severity, subject: event.subject },
        at: new Date(event.atMs).toISOString(),
        since: new Date(event.sinceMs).toISOString(),
        ...{ sentence, facts },
      };
    }),
  };
  return { contentType: 'application/json', headers: {}, body: JSON.stringify(body) };
}

function signed(
  signIn: EventSignIn | undefined,
  { body }: Request,
  means: SendMeans,
): { readonly headers: Readonly<Record<string, string>>; readonly secrets: readonly string[] } {
  if (signIn === undefined) return { headers: {}, secrets: [] };
  const pair = means.secret(signIn.secret);
  if (pair === undefined) throw new SendError('settings', `There is no secret ${signIn.secret}: set it`);
  const { user, password } = pair;
  const secrets = [password];
  switch (signIn.with) {
    case 'hmac': {
      const mac = createHmac('sha256', password).update(body).digest('hex');
      return { headers: { 'x-netwacht-signature': `sha256=${mac}` }, secrets };
    }
    case 'bearer':
      return { headers: { authorization: `Bearer ${password}` }, secrets };
    case 'basic': {
      const pairText = Buffer.from(`${user}:${password}`).toString('base64');
      return { headers: { authorization: `Basic ${pairText}` }, secrets: [...secrets, pairText] };
    }
    case 'header':
      return { headers: { [signIn.header]: password }, secrets };
  }
}
