import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedUser, userDocument } from '../../../../firmware/api/cnf/user-document.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';

type Json = Record<string, unknown>;

const document = (): Json => ({
  ...contractSite(),
  users: [
    { id: 'anna', name: 'Anna', chargePoints: ['E1'], role: 'user', budget: { unit: 'kWh', amount: 5, period: 'day' } },
    { id: '4711', name: 'Bert' },
  ],
  tags: [
    { id: 'blue', uid: '04:A2', user: 'anna', functions: ['authorise', 'priority:3'], uses: 4 },
    { id: 'berts', uid: '0B', user: '4711', functions: [] },
    { id: 'free', uid: '0C', functions: ['authorise'] },
  ],
});

function read(site: unknown) {
  const result = readSite(site, knowledge);
  assert.ok(result.ok, result.ok ? '' : result.faults[0]?.message);
  return result.site;
}
const site = read(document());
const change = (given: Json) => changedUser(document(), site, given);
const tagsOf = ({ document: { tags } }: ReturnType<typeof change>) => tags as Json[];

describe('set_user on the site document', () => {
  it('leaves everybody as he is when a user comes back as he was told', () => {
    for (const user of site.users) {
      const { document: after, isNew } = change(JSON.parse(JSON.stringify(userDocument(site, user))));
      assert.deepEqual([new Set(after.tags as Json[]), isNew], [new Set(document().tags as Json[]), false]);
      assert.deepEqual(read(after).users, site.users);
    }
  });

  it('takes cards away that are left out, and only those of this user', () => {
    assert.deepEqual(
      tagsOf(change({ id: 'anna', rfids: [] })).map(({ id }) => id),
      ['berts', 'free'],
    );
    assert.equal(tagsOf(change({ id: 'anna', name: 'A' })).length, 3);
  });

  it('changes what a card lets do and keeps the rest of it', () => {
    const [blue] = tagsOf(change({ id: 'anna', rfids: [{ id: 'blue', ac_auth: 0, name: 'B' }] })).toReversed();
    assert.deepEqual(blue, { id: 'blue', uid: '04:A2', user: 'anna', functions: ['priority:3'], uses: 4, name: 'B' });
  });

  it('knows a number as a card that is there, and a new one as a new card', () => {
    const tags = tagsOf(change({ id: 4711, rfids: [{ id: '0b' }, { id: 'FF01', ac_auth: true }] }));
    assert.deepEqual(tags.at(-2), { id: 'berts', uid: '0B', user: '4711', functions: [] });
    assert.deepEqual(tags.at(-1), { id: 'card-4', uid: 'FF01', user: '4711', functions: ['authorise'] });
  });

  for (const given of [
    { id: 'anna', rfids: [{ id: '0B' }] },
    { id: 'anna', rfids: [{ id: 'free' }] },
    { id: 'anna', rfids: {} },
    { id: 'anna', dev_ids: 'E1' },
    { id: 'anna', charging_rules: [{ ctype: 77 }] },
    { id: null },
    {},
  ])
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => change(given), NetwachtError));

  it('gives a document or a refusal, and never touches the cards of others, whatever comes', () => {
    const keys = fc.constantFrom('name', 'display', 'dev_ids', 'prio', 'rfids', 'charging_rules', 'other');
    const card = fc.dictionary(fc.constantFrom('id', 'name', 'ac_auth'), fc.oneof(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.array(card))), (given) => {
        try {
          const after = change({ ...given, id: 'anna' });
          assert.deepEqual(
            tagsOf(after).filter(({ user }) => user !== 'anna'),
            (document().tags as Json[]).slice(1),
          );
        } catch (error) {
          if (!(error instanceof NetwachtError)) throw error;
        }
      }),
    );
  });
});
