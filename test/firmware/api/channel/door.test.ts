import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { socketFolder } from '../../../../firmware/api/channel/socket-folder.ts';
import { encodeStreamHeader } from '../../../../firmware/domain/stream-header.ts';
import { Doorway, emt, pin } from './doorway.ts';

const get = 'GET /cnf?cmd=get_cm_vars HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the door for streams of the gateway', () => {
  let doorway: Doorway;
  beforeEach(async () => {
    doorway = await Doorway.open();
  });
  afterEach(() => doorway.close());

  it('keeps the first bytes of the far end, whether they come with the header, after it, or split', async () => {
    assert.equal((await doorway.stream('emt', get).reply()).status, 200);
    const later = doorway.stream();
    await pause(30);
    later.socket.write(get);
    assert.equal((await later.reply()).status, 200);
    const header = encodeStreamHeader({ channelId: 'emt', connectionId: 'c1', peerSha256: pin });
    const split = doorway.knock(header.subarray(0, 3));
    for (const byte of Buffer.concat([header.subarray(3), Buffer.from(get)])) {
      split.socket.write(Buffer.from([byte]));
      if (byte % 16 === 0) await pause(1);
    }
    assert.equal((await split.reply()).status, 200);
    const two = doorway.stream('emt', get + get);
    assert.deepEqual([(await two.reply()).status, (await two.reply()).status], [200, 200]);
  });

  it('lets a stream be quiet for longer than any deadline of HTTP before its first request', async () => {
    const quiet = doorway.stream();
    await pause(6500);
    assert.equal((await quiet.ask('/cnf?cmd=get_cm_vars')).status, 200);
  });

  it('ends a stream without a header in time, with a wrong one, or with one of an enormous length', async () => {
    await doorway.close();
    doorway = await Doorway.open({ headerMs: 150 });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(0xffffffff);
    for (const first of ['', Buffer.concat([length, Buffer.alloc(100)]), '\0\0\0\x02{}and more', get])
      await doorway.knock(first).ended;
    assert.equal(doorway.box.log.warnings().length > 0, true);
  });

  it('turns away a channel that is unknown or off, a certificate that is not pinned, and says why', async () => {
    await doorway.stream('nobody').ended;
    await doorway.stream('emt', get, 'b'.repeat(64)).ended;
    doorway.change(undefined);
    await doorway.stream('emt', get).ended;
    assert.match(doorway.box.log.warnings().join('\n'), /no such channel[\s\S]*not pinned/);
  });

  it('ends open streams when the channel is switched off, or its pins, role or variables change, and no others', async () => {
    const changes = [
      undefined,
      { ...emt, pins: ['c'.repeat(64)] },
      { ...emt, role: 'supplier' as const },
      { ...emt, variables: ['AVAIL', 'TARIF'] },
      { ...emt, use: 'raw' as const },
    ];
    doorway.change({ ...emt, id: 'other' });
    const other = doorway.stream('other', get);
    await other.reply();
    for (const access of changes) {
      doorway.change(emt);
      const stream = doorway.stream('emt', get);
      await stream.reply();
      doorway.change({ ...emt });
      assert.equal((await stream.ask('/cnf?cmd=get_cm_vars')).status, 200);
      doorway.change(access);
      await stream.ended;
    }
    assert.equal((await other.ask('/cnf?cmd=get_cm_vars')).status, 200);
  });

  it('S9 lets no stream in that was opened under an older document: the far end may be another one', async () => {
    doorway.change({ ...emt, terms: 'old' });
    const before = doorway.stream('emt', get, pin, 'old');
    await before.reply();
    // The same gateway, role and variables; a PUT chose another EMT.
    doorway.change({ ...emt, terms: 'new' });
    await before.ended;
    await doorway.stream('emt', get, pin, 'old').ended;
    await doorway.stream('emt', get, pin).ended;
    assert.match(doorway.box.log.warnings().join('\n'), /opened before the channel was changed/);
    assert.equal((await doorway.stream('emt', get, pin, 'new').reply()).status, 200);
  });

  it('S26 bounds the streams of one channel, and a place that was left is free again', async () => {
    const streams = Array.from({ length: 8 }, () => doorway.stream('emt', get));
    for (const stream of streams) await stream.reply();
    await doorway.stream('emt', get).ended;
    streams[0]?.socket.destroy();
    await pause(50);
    assert.equal((await doorway.stream('emt', get).reply()).status, 200);
  });

  it('S26 keeps nothing of a thousand streams that came and went', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout').length;
    await (await doorway.stream('emt', get)).reply();
    const before = handles();
    for (let k = 0; k < 1000; k += 1) {
      const stream = doorway.stream('emt', get);
      if (k % 2 === 0) await stream.reply();
      stream.socket.destroy();
      await stream.ended;
    }
    await pause(300);
    assert.ok(handles() <= before + 2, `${before} handles before, ${handles()} now`);
    // Once in 10 s: a gateway that dials without end fills no log.
    assert.ok(doorway.box.log.lines.length < 20, `${doorway.box.log.lines.length} lines`);
    assert.equal((await doorway.stream('emt', get).reply()).status, 200);
  });

  it('ends a stream of an OCPP channel that no station has asked for, with one event', async () => {
    doorway.change({ ...emt, use: 'ocpp' });
    for (let k = 0; k < 5; k += 1) await doorway.stream('emt', 'GET /x').ended;
    assert.match(doorway.box.log.warnings().join('\n'), /^[^\n]*no station has asked for it[^\n]*$/, 'once');
  });

  it('passes a raw channel to the local program, bytes in both directions from the first on', async () => {
    doorway.change({ ...emt, use: 'raw' });
    const program = createServer((socket) => socket.on('data', (bytes) => socket.write(`heard ${bytes}`)));
    await new Promise<void>((resolve) => program.listen(doorway.folder.raw('emt'), resolve));
    try {
      const stream = doorway.stream('emt', 'hello');
      assert.equal(await stream.bytes(11), 'heard hello');
      doorway.box.gateway.off.add('limit');
      doorway.door.reconfigured();
      await stream.ended;
    } finally {
      program.close();
    }
  });

  it('closes a raw channel with a clear event when no program listens', async () => {
    doorway.change({ ...emt, use: 'raw' });
    await doorway.stream('emt', 'hello').ended;
    assert.match(doorway.box.log.warnings().join('\n'), /no local program listens/);
  });

  it('listens in a folder of this user alone, also where a socket was left behind', async () => {
    assert.equal(statSync(dirname(doorway.folder.door)).mode & 0o777, 0o700);
    assert.equal(statSync(doorway.folder.door).mode & 0o777, 0o600);
    await doorway.door.close();
    writeFileSync(doorway.folder.door, '');
    const again = await Doorway.open();
    await again.close();
  });

  it('falls back to a short folder when the path of the data is too long for a socket', () => {
    const folder = socketFolder(join(tmpdir(), 'x'.repeat(90)));
    try {
      assert.ok(Buffer.byteLength(folder.raw('y'.repeat(32))) <= 107);
      assert.ok(folder.path.startsWith(tmpdir()));
      assert.equal(statSync(folder.path).mode & 0o777, 0o700);
    } finally {
      folder.remove();
    }
    assert.throws(() => statSync(folder.path));
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
