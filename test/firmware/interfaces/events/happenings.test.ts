import assert from 'node:assert/strict';
import { eventCodes, mustNotBeLost, topicOf } from '../../../../firmware/domain/events.ts';
import { actOf } from '../../../../firmware/interfaces/events/happenings.ts';

describe('what an entry of the audit trail is for people', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['The password was changed', 'passwordChanged admin'],
    ['A token was made {"token":"evcc","role":"viewer"}', 'tokenMade evcc'],
    ['A token was taken away {"token":"evcc"}', 'tokenRemoved evcc'],
    ['A token was made {"token":"cut', undefined],
    ['a bundle of version 1.4.0 was received (sha256 ab)', 'updateArrived 1.4.0'],
    ['a bundle was refused: tampered', undefined],
    ['a backup was made', undefined],
    ['', undefined],
  ];
  for (const [what, told] of rows)
    it(`"${what}" is ${told ?? 'nothing'}`, () => {
      const event = actOf('admin', what, 5);
      assert.equal(event && `${event.code} ${event.facts.what}`, told);
      assert.ok(event === undefined || (event.stage === 'once' && event.atMs === 5 && event.facts.by !== 'evcc'));
    });
});

describe('what an event belongs to', () => {
  it('every code has a topic; a charge point that is lost is one of the charge points', () => {
    for (const code of eventCodes) assert.equal(typeof topicOf({ code, subject: 'x' }), 'string', code);
    assert.equal(topicOf({ code: 'deviceLost', subject: 'E12' }), 'chargePoints');
    assert.equal(topicOf({ code: 'deviceLost', subject: 'M12' }), 'devices');
  });

  it("what must not be lost: faults, the operator's limits and security", () => {
    const lost = (code: 'gridLimit' | 'tokenMade' | 'sessionEnded' | 'deviceLost', severity: 'info' | 'fault') =>
      !mustNotBeLost({ code, severity });
    assert.deepEqual(
      [lost('gridLimit', 'info'), lost('tokenMade', 'info'), lost('deviceLost', 'fault'), lost('sessionEnded', 'info')],
      [false, false, false, true],
    );
  });
});
