import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { asAdmin, Box } from '../box.ts';

const document = { url: 'wss://csms.example/ocpp', version: '1.6', stationId: 'NW-{device}', secret: 'supplier' };
const path = '/api/v1/ocpp/backends/supplier';
const author = { name: 'admin', side: 'lan' };

describe('OCPP over REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('puts, shows, lists, tries and removes a backend, in the name of who asks', async () => {
    const put = await box.send('PUT', path, document);
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(box.ocpp.calls[0], ['putBackend', 'supplier', document, author]);
    const shown = await box.ask(path, { headers: asAdmin });
    assert.deepEqual(shown.json, put.json);
    const list = await box.ask('/api/v1/ocpp/backends', { headers: asAdmin });
    assert.deepEqual(list.json, { backends: [shown.json] });
    const tried = await box.ask(`${path}/test`, { method: 'POST', headers: asAdmin });
    assert.equal((tried.json as { code: string }).code, 'nameNotFound');
    assert.equal((await box.ask(path, { method: 'DELETE', headers: asAdmin })).status, 204);
    for (const [method, where] of [
      ['DELETE', path],
      ['GET', path],
      ['POST', `${path}/test`],
    ] as const)
      assert.equal((await box.ask(where, { method, headers: asAdmin })).status, 404, `${method} ${where}`);
  });

  it('says where a document is wrong', async () => {
    const reply = await box.send('PUT', path, { ...document, version: '2.1' });
    assert.deepEqual([reply.status, (reply.json as { path: string }).path], [400, 'version']);
  });

  it('puts and shows the port for charge points', async () => {
    const put = await box.send('PUT', '/api/v1/ocpp/server', { enabled: true, tls: 'on' });
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(box.ocpp.calls[0], ['putServer', { enabled: true, tls: 'on' }, author]);
    const { tls, listening, seen } = (await box.ask('/api/v1/ocpp/server', { headers: asAdmin })).json as Record<
      string,
      unknown
    >;
    assert.deepEqual({ tls, listening, seen }, { tls: 'on', listening: true, seen: [] });
  });

  it('gives messages by a filter, as an answer or as lines', async () => {
    box.ocpp.entries.push({
      ...{ number: 7, at: '2026-01-01T00:00:00.000Z', side: 'backend', backend: 'supplier', station: 'NW-E1' },
      ...{ direction: 'out', kind: 'call', messageId: 'm', action: 'Heartbeat', payload: '{}', cut: false, note: null },
    });
    const query =
      'side=backend&station=NW-E1&action=Heartbeat&direction=out&kind=call&from=2026-01-01T00:00:00Z&before=9&limit=5';
    const reply = await box.ask(`/api/v1/ocpp/log?${query}`, { headers: asAdmin });
    assert.deepEqual(reply.json, { entries: box.ocpp.entries });
    const [, question] = box.ocpp.calls[0] as [string, Record<string, unknown>];
    const { side, station, action, direction, kind, fromMs, before, limit } = question;
    assert.deepEqual(
      { side, station, action, direction, kind, fromMs, before, limit },
      {
        ...{ side: 'backend', station: 'NW-E1', action: 'Heartbeat', direction: 'out', kind: 'call' },
        ...{ fromMs: Date.UTC(2026, 0, 1), before: 9, limit: 5 },
      },
    );
    const lines = await box.ask('/api/v1/ocpp/log?format=lines', { headers: asAdmin });
    assert.match(lines.headers['content-type'] ?? '', /x-ndjson/);
    assert.deepEqual(
      lines.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      box.ocpp.entries,
    );
    for (const wrong of [
      'limit=0',
      'limit=1001',
      'side=all',
      'direction=up',
      'from=today',
      'colour=red',
      'kind=x',
      'limit=1&limit=2',
    ])
      assert.equal((await box.ask(`/api/v1/ocpp/log?${wrong}`, { headers: asAdmin })).status, 400, wrong);
  });

  it('is for administrators; an installer sees the port, to add charge points', async () => {
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'fitter', role: 'installer' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    for (const [method, where] of [
      ['GET', '/api/v1/ocpp/backends'],
      ['GET', path],
      ['PUT', path],
      ['DELETE', path],
      ['POST', `${path}/test`],
      ['PUT', '/api/v1/ocpp/server'],
      ['GET', '/api/v1/ocpp/log'],
    ] as const)
      assert.equal((await box.ask(where, { method, headers })).status, 403, `${method} ${where}`);
    assert.equal((await box.ask('/api/v1/ocpp/server', { headers })).status, 200);
  });
});
