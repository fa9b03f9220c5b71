import assert from 'node:assert/strict';
import { LpcDesk } from '../../../firmware/control/lpc-desk.ts';
import type { LpcAnswer } from '../../../firmware/control/messages.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { LpcCommand, LpcView } from '../../../firmware/domain/lpc.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Store } from '../../../firmware/store/store.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { knowledge, smallSite } from '../domain/site/documents.ts';

const siteWith = (keys: object) => {
  const result = readSite({ ...smallSite(), ...keys }, knowledge);
  assert.ok(result.ok);
  return result.site;
};
const view = { circuit: 'house', state: 'limited', limitW: 3000 } as LpcView;
const source = { id: 'lpc:guard', state: '{}', atMs: 1 };
const limit: LpcCommand = { heartbeat: true, limit: { active: true, limitW: 3000 } };

describe('the desk of the energy guard', () => {
  let answer: LpcAnswer | undefined;
  let full: boolean;
  const told: LpcCommand[] = [];
  const done: string[] = [];
  const store = {
    gridSources: {
      put: (sources: readonly unknown[]) => {
        if (full) throw new StoreError('notPersisted', 'the disk is full', { file: 'netwacht.sqlite' });
        if (sources.length > 0) done.push('written');
      },
    },
    audit: { append: ({ who, what }: { who: string; what: string }) => void done.push(`${who}: ${what}`) },
  } as unknown as Store;
  const desk = (site = siteWith({ lpc: { circuit: 'house' } })) =>
    new LpcDesk({
      store,
      site: () => site,
      host: {
        lpc: async (command) => {
          told.push(command);
          return answer;
        },
      },
    });
  const codeOf = async (promise: Promise<unknown>) =>
    promise.then(
      () => 'taken',
      (error) => (error instanceof NetwachtError ? error.code : error),
    );

  beforeEach(() => {
    [told.length, done.length, full] = [0, 0, false];
    answer = { view, sources: [source] };
  });

  it('answers when it is on disk, and notes who it was', async () => {
    assert.deepEqual(await desk().tell(limit, { name: 'ems' }), view);
    assert.deepEqual(done, ['written', 'ems: lpc {"limit":{"active":true,"limitW":3000}}']);
  });

  it('a guard that repeats itself, and its heartbeats, are not noted again', async () => {
    answer = { view, sources: [] };
    await desk().tell(limit, { name: 'ems' });
    answer = { view, sources: [source] };
    await desk().tell({ heartbeat: true }, { name: 'ems' });
    assert.deepEqual(done, ['written']);
  });

  it('a disk that is full is 503: the worker goes on with it, the caller has no promise', async () => {
    full = true;
    assert.equal(await codeOf(desk().tell(limit, { name: 'ems' })), 'notPersisted');
    assert.deepEqual([told, done], [[limit], []]);
    const sentence = await desk()
      .tell(limit, { name: 'ems' })
      .catch(({ message }: Error) => message);
    assert.match(String(sentence), /the command acts/);
    assert.doesNotMatch(String(sentence), /not accepted/);
  });

  it('passes on what the worker refuses, and writes nothing', async () => {
    answer = { refused: { code: 'belowMinimum', message: 'too low' } };
    assert.equal(await codeOf(desk().tell(limit, { name: 'ems' })), 'belowMinimum');
    assert.deepEqual(done, []);
  });

  it('says that it starts while the worker does not answer, and that no guard is expected without asking it', async () => {
    answer = undefined;
    assert.equal(await codeOf(desk().view()), 'starting');
    answer = { starting: true };
    assert.equal(await codeOf(desk().view()), 'starting');
    told.length = 0;
    assert.equal(await codeOf(desk(siteWith({})).tell(limit, { name: 'ems' })), 'notConfigured');
    assert.deepEqual(told, []);
  });
});
