import assert from 'node:assert/strict';
import type { HealthState } from '../../../firmware/domain/state.ts';
import { type ConsoleFacts, consoleText } from '../../../firmware/system/console-text.ts';

const fault = (message: string, severity: HealthState['severity'] = 'fault'): HealthState => ({
  ...{ id: message, severity, code: 'deviceLost', what: 'x', message, since: '2026-12-01T00:00:00.000Z' },
});
const facts: ConsoleFacts = {
  boxId: 'NTW-0123456789abcdef',
  addresses: ['fe80::1%eth0', '2001:db8::5', '192.168.1.50'],
  names: ['netwacht.local'],
  httpPort: 80,
  claimCode: undefined,
  hasSite: true,
  health: [],
};

describe('the text of the console', () => {
  it('says where the box is, which one it is and that it is well', () => {
    assert.equal(
      consoleText(facts),
      [
        'Address     http://192.168.1.50',
        '            http://[2001:db8::5]',
        '            http://netwacht.local',
        'Box         NTW-0123456789abcdef',
        'State       good',
        '',
      ].join('\n'),
    );
  });

  it('S1 shows the claim code only while there is one', () => {
    const text = consoleText({ ...facts, claimCode: 'A1B2C3D4E5' });
    assert.match(text, /^Claim code {2}A1B2C3D4E5$/m);
    assert.ok(!consoleText(facts).includes('Claim'));
  });

  it('names the port where it is not the usual one', () => {
    assert.match(consoleText({ ...facts, httpPort: 8080 }), /http:\/\/192\.168\.1\.50:8080$/m);
  });

  const states: readonly (readonly [string, Partial<ConsoleFacts>, RegExp])[] = [
    ['starting', { health: undefined }, /^State {7}starting$/m],
    ['good beside mere notes', { health: [fault('Nobody looked', 'info')] }, /^State {7}good$/m],
    ['no owner yet', { claimCode: 'A1B2C3D4E5', hasSite: false }, /^State {7}good, waits for its owner$/m],
    ['no site yet', { hasSite: false }, /^State {7}good, has no site yet$/m],
    ['one fault', { health: [fault('Meter M1 is silent.')] }, /^State {7}one thing .*:\n {12}- Meter M1 is silent\.$/m],
    [
      'the worst first',
      { health: [fault('mild', 'warning'), fault('bad')] },
      /2 things .*:\n {12}- bad\n {12}- mild$/m,
    ],
    ['no address', { addresses: ['fe80::1%eth0'] }, /^Address {5}none yet; is the network cable in\?$/m],
  ];
  for (const [what, more, expected] of states)
    it(`tells of ${what}`, () => assert.match(consoleText({ ...facts, ...more }), expected));

  it('stays within a screen of plain characters, whatever devices are called', () => {
    const nasty = `\u001b[2J\u009b31mLadesäule\u202e \r\nat ${'10.0.0.5 '.repeat(60)}${'x'.repeat(300)}`;
    const text = consoleText({
      ...facts,
      boxId: nasty,
      addresses: Array.from({ length: 32 }, (_, k) => `10.0.0.${k}`),
      health: Array.from({ length: 40 }, () => fault(nasty)),
    });
    assert.match(text, /^[\n -~]+$/);
    assert.ok(text.includes('Ladesaule'));
    for (const line of text.split('\n')) assert.ok(line.length <= 78);
  });
});
