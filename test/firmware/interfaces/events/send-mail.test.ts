import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import type { SendLayer } from '../../../../firmware/domain/events.ts';
import { events, type MailChannel } from '../../../../firmware/domain/site/events.ts';
import { faultOf } from '../../../../firmware/interfaces/events/send-fault.ts';
import { sendMail } from '../../../../firmware/interfaces/events/send-mail.ts';
import { MailSink, mailCertificate, type SinkOptions, subjectOf } from './mail-sink.ts';
import { means, message, secretWord } from './means-fixture.ts';

const channel = (port: number, change: object = {}, server: object = {}): MailChannel => {
  const { channels } = events.parse({
    channels: [
      {
        ...{ id: 'owner', kind: 'mail', language: 'nl', from: 'box@mail.example', to: ['anna@mail.example'] },
        ...{ server: { host: 'mail.example', port, ...server }, secret: 'box-mail', ...change },
      },
    ],
  });
  return channels[0] as MailChannel;
};

describe('mail to people', () => {
  const pair = mailCertificate();
  const trusting = means({ trusted: [pair.cert] });
  let sink: MailSink | undefined;
  const open = async (options: SinkOptions): Promise<MailSink> => {
    sink = await MailSink.open(options, pair);
    return sink;
  };
  afterEach(() => sink?.close());

  const fails = async (work: Promise<void>, layer: SendLayer, words: RegExp) => {
    const fault = await work.then(
      () => assert.fail('it was sent'),
      (error: unknown) => faultOf(error),
    );
    assert.equal(fault.layer, layer, fault.message);
    assert.match(fault.message, words);
    assert.ok(!fault.message.includes(secretWord), fault.message);
  };

  it('arrives over STARTTLS with a login: plain text, a clear subject, the same id at every try', async () => {
    const { port, mails } = await open({ password: secretWord });
    await sendMail(channel(port), message('Café Zoë'), 'nw-1', trusting);
    await sendMail(channel(port), message('Café Zoë'), 'nw-1', trusting);
    const [mail, again] = mails;
    assert.deepEqual([mail?.user, mail?.secure, mail?.to], ['box', true, ['anna@mail.example']]);
    const raw = mail?.raw ?? '';
    assert.equal(subjectOf(raw), 'Kerkstraat 12: Café Zoë antwoordt niet; veilige stromen gelden');
    assert.match(raw, /^Content-Type: text\/plain; charset=utf-8/m);
    assert.match(raw, /^Auto-Submitted: auto-generated/im);
    const idOf = (text = '') => /^Message-ID: (.*)$/im.exec(text)?.[1];
    assert.equal(idOf(raw)?.trim(), '<id-1@nw-1.netwacht.invalid>');
    assert.equal(idOf(again?.raw), idOf(raw));
    assert.doesNotMatch(raw, /Anna|text\/html/);
  });

  it('arrives over TLS from the first byte, and in the clear where no password is asked for', async () => {
    const secure = await open({ tls: 'tls', password: secretWord });
    await sendMail(channel(secure.port, {}, { tls: 'tls' }), message(), 'nw-1', trusting);
    assert.equal(secure.mails.length, 1);
    await secure.close();
    const plain = await open({ tls: 'none' });
    await sendMail(channel(plain.port, { secret: undefined }, { tls: 'none' }), message(), 'nw-1', trusting);
    assert.deepEqual(
      plain.mails.map(({ secure: tls }) => tls),
      [false],
    );
  });

  it('a name with line ends and headers in it adds neither header nor receiver', async () => {
    const { port, mails } = await open({ password: secretWord });
    await sendMail(channel(port), message('E1\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<x>'), 'nw-1', trusting);
    assert.deepEqual(
      mails.map(({ to }) => to),
      [['anna@mail.example']],
    );
    assert.doesNotMatch(mails[0]?.raw.split('\r\n\r\n')[0] ?? '', /^Bcc:/im);
  });

  it('says login for a wrong password, with the words of the server and without the password', async () => {
    const { port, mails } = await open({ password: 'another' });
    await fails(sendMail(channel(port), message(), 'nw-1', trusting), 'login', /535.* no such pair: box \*\*\*/);
    assert.equal(mails.length, 0);
  });

  it('says settings where there is no such secret, and asks nobody', () =>
    fails(sendMail(channel(9, { secret: 'gone' }), message(), 'nw-1', trusting), 'settings', /no secret gone/));

  it('says refused with the words of the server for a receiver it does not know', async () => {
    const { port } = await open({ password: secretWord, refuses: 'no mailbox here by that name' });
    await fails(sendMail(channel(port), message(), 'nw-1', trusting), 'refused', /no mailbox here by that name/);
  });

  it('says tls for a certificate nobody trusts, and for a server without STARTTLS; the password is never sent then', async () => {
    const first = await open({ password: secretWord });
    await fails(sendMail(channel(first.port), message(), 'nw-1', means()), 'tls', /encrypted/);
    await first.close();
    const second = await open({ tls: 'none' });
    await fails(sendMail(channel(second.port), message(), 'nw-1', trusting), 'tls', /encrypted/);
    assert.equal(second.mails.length, 0);
  });

  it('S34 believes no certificate of another name, over STARTTLS and TLS, by name and by address', async () => {
    for (const tls of ['starttls', 'tls'] as const)
      for (const host of ['other.example', '127.0.0.1']) {
        const { port, mails, close } = await open({ tls, password: secretWord });
        await fails(
          sendMail(channel(port, {}, { host, tls }), message(), 'nw-1', trusting),
          'tls',
          /altnames|does not match/i,
        );
        assert.equal(mails.length, 0);
        await close();
      }
  });

  it('says dns for an unknown name and connect where nobody listens', async () => {
    await fails(sendMail(channel(25, {}, { host: 'nowhere.test' }), message(), 'nw-1', trusting), 'dns', /no address/);
    const { port } = await open({});
    await sink?.close();
    await fails(sendMail(channel(port), message(), 'nw-1', trusting), 'connect', /could not be reached/);
  });

  it('S34 goes to no address of this machine, whatever its name says, unless the program itself is on loopback only', () =>
    fails(
      sendMail(channel(25), message(), 'nw-1', means({ loopbackAllowed: false })),
      'guard',
      /127\.0\.0\.1 is this machine itself/,
    ));

  it('gives up on a server that talks without end', async () => {
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      const line = `220-${'x'.repeat(500)}\r\n`.repeat(100);
      const more = () => {
        while (!socket.destroyed && socket.write(line));
      };
      socket.on('drain', more);
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      await fails(sendMail(channel(port), message(), 'nw-1', trusting), 'answer', /says far more|exceeds maximum/);
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
});
