import assert from 'node:assert/strict';
import { Grants } from '../../../../firmware/ocpp/authorise/grants.ts';
import { type AuthoriseMode, HouseAuthoriser } from '../../../../firmware/ocpp/authorise/house-authoriser.ts';
import type { BackendAuthority, TagInfo } from '../../../../firmware/ocpp/ports.ts';
import { LineTime } from '../../../drivers/link/line-time.ts';

type Status = TagInfo['status'];
type Word = Status | 'silent' | 'fails';

describe('who may charge at a charge point that asks us', () => {
  let time: LineTime;
  let grants: Grants;
  let mode: AuthoriseMode;
  let guarded: boolean;
  let learning: boolean;
  let house: Record<string, Status>;
  let authorities: BackendAuthority[];
  let asked: string[];
  let logged: string[];
  let authoriser: HouseAuthoriser;
  beforeEach(() => {
    time = new LineTime();
    grants = new Grants(time);
    [mode, guarded, learning, house, authorities, asked, logged] = ['backend', true, false, {}, [], [], []];
    authoriser = new HouseAuthoriser({
      ...{ mode: () => mode, authorities: () => authorities, grants, clock: time, timers: time },
      freeTag: () => 'FREE',
      cards: {
        say: (_place, idTag) => {
          const status = house[idTag];
          return status === undefined ? 'unknown' : { status };
        },
        knows: (_place, idTag) => house[idTag] !== undefined,
        guarded: () => guarded,
        learn: () => learning,
      },
      log: {
        info: (facts, sentence) => logged.push(JSON.stringify([facts, sentence])),
        warn: (_facts, sentence) => logged.push(sentence),
      },
    });
  });
  const backend = (id: string, word: Word, offline?: Status, online = true): BackendAuthority => ({
    ...{ id, online },
    authorise: (_place, idTag) => {
      asked.push(`${id} ${idTag}`);
      if (word === 'fails') throw new Error('it fails');
      return word === 'silent' ? new Promise(() => undefined) : Promise.resolve({ status: word });
    },
    offline: () => (offline === undefined ? undefined : { status: offline }),
  });
  const said = async (idTag = 'TAG'): Promise<Status> => (await authoriser.authorise('E1', idTag)).status;

  const table: readonly [AuthoriseMode, Status | undefined, Word, Status][] = [
    ['backend', undefined, 'Accepted', 'Accepted'],
    ['backend', 'Accepted', 'Blocked', 'Blocked'],
    ['backend', 'Blocked', 'Accepted', 'Accepted'],
    ['backend', 'Accepted', 'Invalid', 'Invalid'],
    ['local', 'Accepted', 'Blocked', 'Accepted'],
    ['local', undefined, 'Accepted', 'Invalid'],
    ['local', 'Expired', 'Accepted', 'Expired'],
    ['both', 'Accepted', 'Blocked', 'Accepted'],
    ['both', 'Blocked', 'Accepted', 'Blocked'],
    ['both', undefined, 'Accepted', 'Accepted'],
    ['both', undefined, 'Expired', 'Expired'],
  ];
  for (const [how, here, there, result] of table)
    it(`${how}: the house says ${here ?? 'nothing'}, the backend ${there}: ${result}`, async () => {
      mode = how;
      if (here !== undefined) house = { TAG: here };
      authorities = [backend('b', there)];
      assert.equal(await said(), result);
      const theirs = how === 'backend' || (how === 'both' && here === undefined);
      assert.equal(authoriser.backendDecides('E1', 'TAG'), theirs);
      assert.equal(asked.length, theirs ? 1 : 0);
    });

  it('asks one backend after the other until one knows the card', async () => {
    authorities = [backend('a', 'Invalid'), backend('b', 'Accepted'), backend('c', 'Blocked')];
    assert.equal(await said(), 'Accepted');
    assert.deepEqual(asked, ['a TAG', 'b TAG']);
    authorities = [backend('a', 'Blocked'), backend('b', 'Accepted')];
    assert.equal(await said(), 'Blocked');
  });

  it('takes a backend that does not answer or fails for one that is offline', async () => {
    authorities = [backend('a', 'silent', 'Accepted'), backend('b', 'fails')];
    const answer = said();
    await time.advance(5000);
    assert.equal(await answer, 'Accepted');
    assert.deepEqual(asked, ['a TAG', 'b TAG']);
    authorities = [backend('a', 'Accepted', 'Blocked', false)];
    assert.equal(await said(), 'Blocked');
    authorities = [backend('a', 'Accepted', undefined, false)];
    assert.equal(await said(), 'Invalid');
  });

  it('answers in time whatever backends do', async () => {
    authorities = ['a', 'b', 'c', 'd'].map((id) => backend(id, 'silent'));
    let answered: Status | undefined;
    void said().then((status) => {
      answered = status;
    });
    await time.advance(12_000);
    assert.equal(answered, 'Invalid');
  });

  it('prefers the word of one that was reached to the rules of one that was not', async () => {
    authorities = [backend('a', 'silent', 'Accepted', false), backend('b', 'Blocked')];
    assert.equal(await said(), 'Blocked');
  });

  it('asks nobody about a tag that a backend let charge from far away', async () => {
    mode = 'local';
    grants.grant('E1', 'REMOTE');
    assert.equal(await said('REMOTE'), 'Accepted');
    assert.equal(await said('OTHER'), 'Invalid');
  });

  it('lets everybody charge where the house asks nobody', async () => {
    mode = 'local';
    guarded = false;
    assert.equal(await said('ANY'), 'Accepted');
    house = { BAD: 'Expired' };
    assert.equal(await said('BAD'), 'Expired');
  });

  it('offers a card that nobody knows for learning, and logs no more than its end', async () => {
    mode = 'local';
    assert.equal(await said('04A2B1C0SECRET'), 'Invalid');
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /CRET/);
    assert.doesNotMatch(logged[0] ?? '', /04A2/);
    learning = true;
    guarded = false;
    assert.equal(await said('04A2B1C0'), 'Invalid');
  });

  it('gives who shows nothing the tag of the place, and refuses what is no tag', async () => {
    authorities = [backend('b', 'Accepted')];
    assert.equal(await said(''), 'Accepted');
    assert.deepEqual(asked, ['b FREE']);
    assert.equal(await said('x'.repeat(37)), 'Invalid');
    learning = true;
    assert.equal(await said(''), 'Accepted', 'no card was shown that could be learned');
  });
});
