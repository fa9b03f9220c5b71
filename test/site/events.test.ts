import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { EventLogEntry } from '../../firmware/domain/events.ts';
import { freePort } from '../../scripts/demo/free-port.ts';
import { MailSink, subjectOf } from '../firmware/interfaces/events/mail-sink.ts';
import { Box, type Document, password } from './box.ts';

describe('messages to people from a whole box', () => {
  let box: Box;
  let sink: MailSink | undefined;
  let port = 0;

  const edit = (site: Document): Document => ({
    ...site,
    lpc: { circuit: 'house', scope: 'chargePoints', failsafeW: 4200 },
    events: {
      channels: [
        {
          ...{ id: 'owner', kind: 'mail', language: 'nl', server: { host: '127.0.0.1', port, tls: 'none' } },
          ...{ from: 'box@example.com', to: ['anna@example.com'] },
        },
      ],
      rules: [{ topics: ['gridLimit', 'security'], channels: ['owner'] }],
    },
  });
  const entries = async () =>
    ((await box.get('/api/v1/events/log')).json as { entries: readonly EventLogEntry[] }).entries;
  const about = (code: string, outcome: string) => async () =>
    (await entries()).some((one) => one.code === code && one.outcome === outcome);
  const subjects = () => sink?.mails.map(({ raw }) => subjectOf(raw)) ?? [];

  before(async () => {
    port = await freePort(0);
    box = await Box.open({ edit });
  });
  after(async () => {
    await box?.close();
    await sink?.close();
  });

  it("an operator's limit that begins while the mail server is away arrives after a kill, in Dutch, once", async () => {
    assert.equal((await box.post('/api/v1/grid/lpc', { heartbeat: true, limitW: 5000 })).status, 200);
    await box.until('it was tried', about('gridLimit', 'failed'));
    const tried = (await box.post('/api/v1/events/owner/test', {})).json as { fault: { layer: string } };
    assert.equal(tried.fault.layer, 'connect');
    await box.kill('SIGKILL');
    sink = await MailSink.open({ tls: 'none', port });
    await box.start();
    assert.equal(((await box.post('/api/v1/events/owner/test', {})).json as { ok: boolean }).ok, true);
    await box.until('the mail is there', about('gridLimit', 'sent'));
    await box.waitFor(
      'the limit still holds',
      ({ state }) => state.limits.some(({ origin }) => origin === 'lpc') && state.cycle > 5,
    );
    const told = subjects().filter((subject) => subject.includes('netbeheerder begrenst'));
    assert.equal(told.length, 1, subjects().join('\n'));
    assert.match(told[0] ?? '', /De netbeheerder begrenst .* tot 5 kW/);
  });

  it('tells a token that was made and a run of wrong passwords, as the API itself says them', async () => {
    const expires = new Date(Date.now() + 86_400_000).toISOString();
    assert.equal((await box.post('/api/v1/tokens', { name: 'evcc', role: 'viewer', expires })).status, 201);
    const next = 'another-Canal-8-quay';
    const changed = await box.put('/api/v1/password', { current: password, password: next });
    assert.equal(changed.status, 204, changed.text);
    for (let n = 0; n < 5; n += 1)
      await box.ask('/api/v1/state', { headers: { authorization: `Basic ${btoa('admin:wrong-guess')}` } });
    // Whoever guessed has to wait a moment, with the right one too.
    const headers = { authorization: `Basic ${btoa(`admin:${next}`)}` };
    const codes = ['tokenMade', 'passwordChanged', 'wrongPasswords'];
    await box.until('all three wait for their minute, or have had it', async () => {
      const view = (await box.ask('/api/v1/events/channels', { headers })).json as { channels?: { waiting: number }[] };
      const log = (await box.ask('/api/v1/events/log', { headers })).json as { entries?: readonly EventLogEntry[] };
      const sent = log.entries?.filter(({ code, outcome }) => outcome === 'sent' && codes.includes(code)) ?? [];
      return (view.channels?.[0]?.waiting ?? 0) + sent.length === 3;
    });
  });
});
