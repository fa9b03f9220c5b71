import assert from 'node:assert/strict';
import { TokenTypes, tagInfoOf, tagOfToken } from '../../../../../firmware/ocpp/station/v201/tokens.ts';

function documents() {
  const all = new Map<string, object | undefined>();
  return {
    get: (kind: string) => all.get(kind),
    put: (kind: string, document: object | undefined) => all.set(kind, document).size > 0,
  };
}

it('a tag gets the type that the backend gave it, else that of a card number, else Central', () => {
  const tokens = new TokenTypes(documents());
  tokens.learn({ idToken: 'DE-ABC-C12345678-X', type: 'eMAID' });
  tokens.learn({ idToken: '', type: 'NoAuthorization' });
  assert.deepEqual(tokens.token('de-abc-c12345678-x'), { idToken: 'de-abc-c12345678-x', type: 'eMAID' });
  assert.deepEqual(tokens.token('04A2B3C4D5E6F7'), { idToken: '04A2B3C4D5E6F7', type: 'ISO14443' });
  assert.deepEqual(tokens.token('anna'), { idToken: 'anna', type: 'Central' });
  assert.deepEqual(tokens.token(''), { idToken: '', type: 'NoAuthorization' });
  assert.equal(tagOfToken({ idToken: 'whatever', type: 'NoAuthorization' }), '');
});

it('types are kept over a restart, as far as they are not what is guessed, and only so many', () => {
  const kept = documents();
  const tokens = new TokenTypes(kept);
  tokens.learn({ idToken: '04A2B3C4D5E6F7', type: 'ISO14443' }, { idToken: 'anna', type: 'Central' });
  assert.equal(kept.get('v201.tokens'), undefined);
  tokens.learn(...Array.from({ length: 1500 }, (_, k) => ({ idToken: `t-${k}`, type: 'KeyCode' as const })));
  const again = new TokenTypes(kept);
  assert.equal(again.token('t-0').type, 'Central');
  assert.equal(again.token('t-1499').type, 'KeyCode');
  again.learn({ idToken: 'T-1499', type: 'Central' });
  assert.equal(new TokenTypes(kept).token('t-1499').type, 'Central');
});

it('every status of 2.0.1 is one of ours, and only Accepted lets charge', () => {
  const statuses = [
    ...(['Accepted', 'Blocked', 'ConcurrentTx', 'Expired', 'Invalid', 'NoCredit', 'NotAllowedTypeEVSE'] as const),
    ...(['NotAtThisLocation', 'NotAtThisTime', 'Unknown'] as const),
  ];
  assert.deepEqual(
    statuses.filter((status) => tagInfoOf({ status }).status === 'Accepted'),
    ['Accepted'],
  );
});

it('a tag that may charge at other EVSEs only is blocked here', () => {
  assert.equal(tagInfoOf({ status: 'Accepted', evseId: [2, 3] }, 1).status, 'Blocked');
  assert.equal(tagInfoOf({ status: 'Accepted', evseId: [2, 3] }, 3).status, 'Accepted');
  assert.deepEqual(
    tagInfoOf({
      status: 'Accepted',
      cacheExpiryDateTime: '2026-12-01T00:00:00Z',
      groupIdToken: { idToken: 'house', type: 'Central' },
    }),
    { status: 'Accepted', expiresAtMs: Date.parse('2026-12-01T00:00:00Z'), parentIdTag: 'house' },
  );
});
