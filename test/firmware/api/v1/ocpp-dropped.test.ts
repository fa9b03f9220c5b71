import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('messages about money that no backend took, over REST', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const path = '/api/v1/ocpp/dropped';
  const get = (query = '', headers: Record<string, string> = asAdmin) => box.ask(`${path}${query}`, { headers });

  it('are listed newest first, by pages', async () => {
    const { entries } = Object((await get('?limit=2')).json);
    assert.deepEqual(entries[0], {
      ...{ number: 1500, backend: 'supplier', station: 'CP1', messageId: 'id-1500', transaction: null, kind: 'stop' },
      ...{ action: 'StopTransaction', payload: { meterStop: 9 }, madeAt: '1970-01-01T00:00:00.000Z' },
      ...{ givenUpAt: '1970-01-01T00:01:00.000Z', attempts: 3, why: '=no', seen: false },
    });
    assert.equal(entries[1].transaction, 'tx');
    const next = Object((await get('?before=1499')).json).entries;
    assert.deepEqual([next.length, next[0].number], [100, 1498]);
  });

  it('are exported whole as CSV, text that a spreadsheet would run made harmless', async () => {
    const { text, headers } = await get('?format=csv');
    assert.match(headers['content-disposition'] ?? '', /ocpp-dropped\.csv/);
    const lines = text.trimEnd().split('\r\n');
    assert.equal(lines.length, 1501);
    assert.equal(
      lines[1],
      `1500,supplier,CP1,id-1500,,stop,StopTransaction,"{""meterStop"":9}",1970-01-01T00:00:00.000Z,1970-01-01T00:01:00.000Z,3,'=no,no`,
    );
    assert.match(lines[1500] ?? '', /^1,supplier/);
  });

  it('refuse what is not asked for', async () => {
    for (const query of ['?limit=0', '?limit=1001', '?before=x', '?format=xml', '?limit=1&limit=2', '?station=CP1'])
      assert.equal((await get(query)).status, 400, query);
  });

  it('are seen up to a number, which the audit trail keeps', async () => {
    assert.equal((await box.send('POST', `${path}/seen`, { upTo: 0 })).status, 400);
    assert.equal((await box.send('POST', `${path}/seen`, { upTo: 1499 })).status, 204);
    assert.equal(box.ocppDropped.seenUpTo, 1499);
    assert.match(box.auditTrail.entries.at(-1)?.what ?? '', /Dropped messages to OCPP backends were seen.*1499/);
  });

  it('are for the administrator only, for they name cards', async () => {
    const reply = await box.send('POST', '/api/v1/tokens', { name: 'installer', role: 'installer' });
    const headers = { authorization: `Bearer ${Object(reply.json).token}` };
    assert.equal((await get('', headers)).status, 403);
  });
});
