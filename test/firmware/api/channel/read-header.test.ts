import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { readHeader } from '../../../../firmware/api/channel/read-header.ts';
import { encodeStreamHeader } from '../../../../firmware/domain/stream-header.ts';

describe('the header of a stream', () => {
  const deadlineMs = 20;
  const server = createServer({ pauseOnConnect: true });
  let ours: Socket;
  let theirs: Socket;
  beforeEach(async () => {
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(theirs, 'connect');
    [ours] = await accepted;
  });
  afterEach(() => {
    ours.destroy();
    theirs.destroy();
  });
  after(() => void server.close());

  it('that came in time is read, however late a busy program looks', async () => {
    const header = encodeStreamHeader({ channelId: 'emt', connectionId: 'c1', peerSha256: 'a'.repeat(64) });
    await new Promise((resolve) => theirs.write(header, resolve));
    const read = readHeader(ours, deadlineMs);
    ours.resume();
    for (const endMs = performance.now() + 3 * deadlineMs; performance.now() < endMs; );
    const came = await read;
    assert.equal(came.kind === 'failed' ? came.why : came.kind, 'header');
  });

  it('that does not come is late', async () => {
    assert.deepEqual(await readHeader(ours, deadlineMs), { kind: 'failed', why: 'late' });
  });
});
