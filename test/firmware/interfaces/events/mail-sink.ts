import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly raw: string;
  readonly user: string | undefined;
  readonly secure: boolean;
}

export interface SinkOptions {
  readonly tls?: 'starttls' | 'tls' | 'none';
  readonly password?: string;
  readonly port?: number;
  /** Words it refuses receivers with. */
  readonly refuses?: string;
}

/** A key and certificate for mail.example, made once. */
export function mailCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-mail-'));
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mail.example'.split(' '),
      ...['-addext', 'subjectAltName=DNS:mail.example', '-keyout', files.key, '-out', files.cert],
    ],
    { stdio: 'pipe' },
  );
  const pair = { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

/** A real mail server on loopback that keeps what it takes. */
export class MailSink {
  readonly mails: TakenMail[] = [];
  readonly #server: SMTPServer;
  port = 0;

  private constructor(options: SinkOptions, pair: { readonly key: string; readonly cert: string } | undefined) {
    const { tls = 'starttls', password, refuses } = options;
    this.#server = new SMTPServer({
      ...pair,
      secure: tls === 'tls',
      disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(password === undefined ? ['AUTH'] : [])],
      authOptional: password === undefined,
      onAuth: ({ username, password: given }, _, done) =>
        given === password
          ? done(null, { user: username ?? '' })
          : done(Object.assign(new Error(`no such pair: ${username} ${given}`), { responseCode: 535 })),
      onRcptTo: (_, __, done) =>
        done(refuses === undefined ? null : Object.assign(new Error(refuses), { responseCode: 550 })),
      onData: (stream, { envelope, user, secure }, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          this.mails.push({
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
            ...{
              raw: Buffer.concat(parts).toString('utf8'),
              user: user === undefined ? undefined : String(user),
              secure,
            },
          });
          done();
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  static async open(options: SinkOptions, pair?: { readonly key: string; readonly cert: string }): Promise<MailSink> {
    const sink = new MailSink(options, pair);
    await new Promise<void>((resolve) => sink.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    sink.port = (sink.#server.server.address() as AddressInfo).port;
    return sink;
  }

  close = () => new Promise<void>((resolve) => this.#server.close(() => resolve()));
}

/** The subject as a reader shows it: encoded words are read. */
export function subjectOf(raw: string): string {
  const [, text = ''] = /^Subject: ((?:.*\r\n[ \t]+)*.*)\r\n/m.exec(raw) ?? [];
  return text
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, words: string) =>
      Buffer.from(
        words
          .replaceAll('_', ' ')
          .replaceAll(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8'),
    )
    .replaceAll(/=\?UTF-8\?B\?(.*?)\?=/gi, (_, words: string) => Buffer.from(words, 'base64').toString('utf8'));
}
