import { openSocket } from '../../../drivers/link/outbound-socket.ts';
import type { SendLayer } from '../../domain/events.ts';
import type { MailChannel } from '../../domain/site/events.ts';
import { footerOf, type Message } from './compose.ts';
import type { SendMeans } from './means.ts';
import { SendError, saidBy } from './send-fault.ts';

/** Servers let strangers wait for their greeting; this is for everything after the connection stands. */
const talkMs = 20_000;
/** What a server says while it takes one mail. */
const mostBytes = 64 * 1024;
const lookEveryMs = 100;

/** Sends one mail in plain text. Rejects with a SendError or the guard's OutboundError. */
export async function sendMail(channel: MailChannel, message: Message, box: string, means: SendMeans): Promise<void> {
  const { server, secret } = channel;
  const auth = secret === undefined ? undefined : means.secret(secret);
  if (secret !== undefined && auth === undefined)
    throw new SendError('settings', `There is no secret ${secret}: set user and password`);
  // Loaded with the first mail: most boxes send none, and no start waits for it.
  const { createTransport } = await import('nodemailer');
  const socket = await openSocket(server, means);
  // Whatever a socket says while nobody listens is heard by the talk as its end.
  socket.on('error', () => undefined);
  const host = server.host.replace(/^\[|\]$/g, '');
  const mailer = createTransport({
    connection: socket,
    ...{ host, port: server.port, name: 'netwacht.local' },
    ...{ secure: server.tls === 'tls', requireTLS: server.tls === 'starttls', ignoreTLS: server.tls === 'none' },
    ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.password } }),
    tls: { ...(means.trusted === undefined ? {} : { ca: [...means.trusted] }), minVersion: 'TLSv1.2' },
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  });
  let given: SendError | undefined;
  const giveUp = (layer: SendLayer, why: string): void => {
    given ??= new SendError(layer, `${server.host}:${server.port} ${why}`);
    socket.destroy(given);
    mailer.close();
  };
  const cancel = means.timers.after(talkMs, () => giveUp('answer', `has not taken the mail within ${talkMs / 1000} s`));
  const watch = setInterval(() => {
    if (socket.bytesRead > mostBytes) giveUp('answer', 'says far more than a mail server does');
  }, lookEveryMs);
  try {
    const sending = mailer.sendMail({
      ...{ from: { name: `Netwacht ${message.site}`, address: channel.from }, to: [...channel.to] },
      subject: message.title,
      text: `${message.text}\n\n${footerOf(message)}\n`,
      messageId: `<${message.id}@${box}.netwacht.invalid>`,
      headers: {
        'auto-submitted': 'auto-generated',
        'content-language': message.language,
        ...(message.priority === 5 ? { importance: 'high' } : {}),
      },
    });
    const { rejected } = await Promise.race([sending, ended(socket, () => given)]);
    if (rejected.length > 0)
      throw new SendError('refused', `${server.host} does not take mail for ${rejected.length} of the receivers`);
  } catch (error) {
    throw (
      given ??
      mailError(error, server.host, auth === undefined ? [] : [auth.password, `\0${auth.user}\0${auth.password}`])
    );
  } finally {
    cancel();
    clearInterval(watch);
    mailer.close();
    socket.destroy();
  }
}

/** Rejects when the socket was given up: the talk itself would wait on. */
const ended = (socket: NodeJS.EventEmitter, why: () => SendError | undefined): Promise<never> =>
  new Promise((_, reject) => {
    socket.once('close', () => {
      const given = why();
      if (given !== undefined) reject(given);
    });
  });

const layers: Readonly<Record<string, SendLayer>> = {
  EAUTH: 'login',
  ENOAUTH: 'login',
  EOAUTH2: 'login',
  ETLS: 'tls',
  EREQUIRETLS: 'tls',
  EDNS: 'dns',
  EENVELOPE: 'refused',
  EMESSAGE: 'refused',
  ESOCKET: 'tls',
  ECONNECTION: 'connect',
  ETIMEDOUT: 'answer',
};

function mailError(error: unknown, host: string, secrets: readonly string[]): SendError {
  if (error instanceof SendError) return error;
  const { code, response, message } = error as { code?: unknown; response?: unknown; message?: unknown };
  const layer = layers[String(code)] ?? 'answer';
  const said = typeof response === 'string' && response !== '' ? response : String(message ?? code ?? 'it failed');
  const words = saidBy(said, secrets);
  const sentence: Record<string, string> = {
    login: `${host} does not take user and password: ${words}`,
    tls: `No encrypted talk with ${host} came about: ${words}`,
    refused: `${host} refuses the mail: ${words}`,
    connect: `The connection to ${host} was lost: ${words}`,
  };
  return new SendError(layer, sentence[layer] ?? `${host} did not take the mail: ${words}`, error);
}
