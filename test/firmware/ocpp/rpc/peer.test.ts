import assert from 'node:assert/strict';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { type CallFailed, CallRefused } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { RpcPeer, type RpcPeerOptions, type SeenMessage } from '../../../../firmware/ocpp/rpc/peer.ts';
import { LinkEnd, linkPair } from './link-pair.ts';

const heartbeat = { currentTime: '2026-11-28T12:00:00.000Z' };

function peer(link: LinkEnd, more: Partial<RpcPeerOptions> = {}) {
  const seen: SeenMessage[] = [];
  const faults: unknown[] = [];
  const made = new RpcPeer({
    ...{ version: '1.6', link, timers: systemTimers, handle: () => heartbeat },
    observe: (message) => seen.push(message),
    onFault: (error) => faults.push(error),
    ...more,
  });
  return { peer: made, seen, faults };
}
const rest = () => systemTimers.turn();
const answersOf = (link: LinkEnd) => link.sent.map((text) => JSON.parse(text) as readonly unknown[]);

describe('a peer of OCPP-J', () => {
  it('calls one after the other: the second goes out when the first is answered', async () => {
    const link = new LinkEnd();
    const { peer: ours } = peer(link);
    const first = ours.call('Heartbeat', {}, 'a');
    const second = ours.call('Heartbeat', {}, 'b');
    assert.deepEqual(answersOf(link), [[2, 'a', 'Heartbeat', {}]]);
    link.deliver(JSON.stringify([3, 'a', heartbeat]));
    assert.deepEqual(await first, heartbeat);
    assert.equal(link.sent.length, 2);
    link.deliver(JSON.stringify([3, 'b', heartbeat]));
    assert.deepEqual(await second, heartbeat);
  });

  it('answers calls one at a time, in their order', async () => {
    const link = new LinkEnd();
    const open: (() => void)[] = [];
    peer(link, { handle: () => new Promise((resolve) => open.push(() => resolve(heartbeat))) });
    link.deliver('[2,"1","Heartbeat",{}]');
    link.deliver('[2,"2","Heartbeat",{}]');
    await rest();
    assert.equal(open.length, 1);
    open[0]?.();
    await rest();
    assert.equal(open.length, 2);
    open[1]?.();
    await rest();
    assert.deepEqual(
      answersOf(link).map(([type, id]) => [type, id]),
      [
        [3, '1'],
        [3, '2'],
      ],
    );
  });

  it('both ends talk to each other', async () => {
    const [a, b] = linkPair();
    const station = peer(a);
    peer(b, { handle: (action, payload) => ({ ...heartbeat, ...(action === 'Heartbeat' ? {} : payload) }) });
    assert.deepEqual(await station.peer.call('Heartbeat', {}), heartbeat);
  });

  const bad: readonly (readonly [string, string, string | undefined])[] = [
    ['no JSON', '{', undefined],
    ['no array', '{"a":1}', undefined],
    ['no id', '[2,7,"Heartbeat",{}]', undefined],
    ['an unknown type', '[9,"x","Heartbeat",{}]', 'ProtocolError'],
    ['an unknown action', '[2,"x","Nothing",{}]', 'NotImplemented'],
    ['an action that is a name of JavaScript', '[2,"x","constructor",{}]', 'NotImplemented'],
    ['a property too many', '[2,"x","Heartbeat",{"a":1}]', 'FormationViolation'],
    ['a property too few', '[2,"x","Authorize",{}]', 'OccurenceConstraintViolation'],
    ['a wrong type', '[2,"x","Authorize",{"idTag":1}]', 'TypeConstraintViolation'],
    ['a value too long', `[2,"x","Authorize",{"idTag":"${'a'.repeat(21)}"}]`, 'PropertyConstraintViolation'],
    ['nesting without end', '['.repeat(10_000), undefined],
    ['a payload nested too deep', `[2,"x","DataTransfer",${'['.repeat(100)}${']'.repeat(100)}]`, undefined],
    ['more than a frame may have', `[2,"x","DataTransfer",{"vendorId":"a","data":"${'x'.repeat(70_000)}"}]`, undefined],
  ];
  for (const [what, text, code] of bad)
    it(`refuses ${what}${code === undefined ? ' without an answer' : ` with ${code}`}, and goes on`, async () => {
      const link = new LinkEnd();
      const { seen } = peer(link);
      link.deliver(text);
      await rest();
      assert.deepEqual(
        answersOf(link).map((answer) => answer[2]),
        code === undefined ? [] : [code],
      );
      assert.ok(seen.some(({ direction }) => direction === 'in'));
      link.deliver('[2,"y","Heartbeat",{}]');
      await rest();
      assert.deepEqual(answersOf(link).at(-1), [3, 'y', heartbeat]);
    });

  it('an answer to nothing is noted and changes nothing', async () => {
    const link = new LinkEnd();
    const { peer: ours, seen } = peer(link);
    const call = ours.call('Heartbeat', {}, 'a');
    link.deliver('[3,"other",{}]');
    assert.equal(seen.at(-1)?.note, 'it answers nothing');
    link.deliver(JSON.stringify([3, 'a', heartbeat]));
    assert.deepEqual(await call, heartbeat);
  });

  it('shows out who sends nothing but rubbish, binary messages too', () => {
    for (const send of [(link: LinkEnd) => link.deliver('?'), (link: LinkEnd) => link.deliverBinary()]) {
      const link = new LinkEnd();
      peer(link);
      for (let k = 0; k < 1000; k += 1) send(link);
      assert.equal(link.closedWith?.code, 1008);
      assert.ok(link.sent.length < 60);
    }
  });

  it('a call that breaks the schema is not sent', async () => {
    const link = new LinkEnd();
    const { peer: ours } = peer(link);
    await assert.rejects(ours.call('Authorize', {}), (error: CallFailed) => error.how === 'invalidCall');
    assert.deepEqual(link.sent, []);
  });

  it('says how a call failed: refused, no answer, link lost, an answer that breaks the schema', async () => {
    const link = new LinkEnd();
    const { peer: ours } = peer(link, { answerWithinMs: 20 });
    const how = (call: Promise<object>) =>
      call.then(
        () => 'resolved',
        (error: CallFailed) => error.how,
      );
    const refused = ours.call('Heartbeat', {}, 'a');
    link.deliver('[4,"a","InternalError","no",{}]');
    assert.equal(await how(refused), 'refused');
    const invalid = ours.call('Heartbeat', {}, 'b');
    link.deliver('[3,"b",{}]');
    assert.equal(await how(invalid), 'invalidAnswer');
    assert.equal(await how(ours.call('Heartbeat', {}, 'c')), 'timeout');
    const [lost, waits] = [ours.call('Heartbeat', {}, 'd'), ours.call('Heartbeat', {}, 'e')];
    link.close(1006, '');
    assert.deepEqual([await how(lost), await how(waits)], ['linkLost', 'linkLost']);
    assert.equal(await how(ours.call('Heartbeat', {})), 'linkLost');
  });

  it('a handler may refuse; one that fails tells the far end nothing of why', async () => {
    const link = new LinkEnd();
    const { faults } = peer(link, {
      handle: (action) => {
        if (action === 'Heartbeat') throw new CallRefused('NotSupported', 'not here');
        throw new Error('secret');
      },
    });
    link.deliver('[2,"1","Heartbeat",{}]');
    link.deliver('[2,"2","ClearCache",{}]');
    await rest();
    assert.deepEqual(
      answersOf(link).map(([, , code]) => code),
      ['NotSupported', 'InternalError'],
    );
    assert.equal(
      link.sent.some((text) => text.includes('secret')),
      false,
    );
    assert.equal(faults.length, 1);
  });

  it('an answer of ours that breaks the schema is not sent', async () => {
    const link = new LinkEnd();
    const { faults } = peer(link, { handle: () => ({ status: 'Perhaps' }) });
    link.deliver('[2,"1","ClearCache",{}]');
    await rest();
    assert.deepEqual(
      answersOf(link).map(([type, , code]) => [type, code]),
      [[4, 'InternalError']],
    );
    assert.equal(faults.length, 1);
  });

  it('puts right what a charge point gets wrong, and notes it', async () => {
    const link = new LinkEnd();
    const { seen } = peer(link, {
      repair: (_action, _kind, payload) => ({
        payload: { idTag: String((payload as { idTag: unknown }).idTag) },
        note: 'idTag was a number',
      }),
      handle: (_action, payload) => ({
        idTagInfo: { status: (payload as { idTag: string }).idTag === '7' ? 'Accepted' : 'Invalid' },
      }),
    });
    link.deliver('[2,"1","Authorize",{"idTag":7}]');
    await rest();
    assert.deepEqual(answersOf(link), [[3, '1', { idTagInfo: { status: 'Accepted' } }]]);
    assert.equal(seen[0]?.note, 'idTag was a number');
  });

  it('gives up a far end that reads nothing', () => {
    const link = new LinkEnd();
    const { peer: ours } = peer(link);
    link.bufferedBytes = 2_000_000;
    ours.call('Heartbeat', {}).catch(() => undefined);
    assert.equal(link.closedWith?.code, 1008);
  });

  it('lets no more than 100 calls wait', async () => {
    const link = new LinkEnd();
    const { peer: ours } = peer(link);
    const calls = Array.from({ length: 102 }, () =>
      ours.call('Heartbeat', {}).then(
        () => '',
        (error: CallFailed) => error.how,
      ),
    );
    assert.equal(await calls[101], 'busy');
    link.close(1000, '');
    assert.equal(await calls[0], 'linkLost');
  });
});
