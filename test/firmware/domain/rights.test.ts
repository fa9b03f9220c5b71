import assert from 'node:assert/strict';
import { may, type Right, roles } from '../../../firmware/domain/rights.ts';

describe('rights', () => {
  const least: [Right, (typeof roles)[number]][] = [
    ['read', 'viewer'],
    ['ownSessions', 'user'],
    ['override', 'user'],
    ['site', 'installer'],
    ['devices', 'installer'],
    ['channels', 'installer'],
    ['variables', 'installer'],
    ['tokens', 'administrator'],
    ['users', 'administrator'],
    ['secrets', 'administrator'],
    ['backup', 'administrator'],
    ['update', 'administrator'],
    ['reset', 'administrator'],
  ];
  for (const [right, first] of least) {
    for (const role of roles) {
      const allowed = roles.indexOf(role) >= roles.indexOf(first);
      it(`${role} ${allowed ? 'may' : 'may not'} ${right}`, () => assert.equal(may(role, right), allowed));
    }
  }
  it('leader may lead and nothing else', () => {
    assert.equal(may('leader', 'leader'), true);
    for (const [right] of least) assert.equal(may('leader', right), false, right);
  });
});
