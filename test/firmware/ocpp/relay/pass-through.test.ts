import assert from 'node:assert/strict';
import { PassThrough } from '../../../../firmware/ocpp/relay/pass/pass-through.ts';
import { CallFailed, CallRefused } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';
import { FakeSession } from './fake-session.ts';
import { custom, neverPassed, passRows, place } from './pass-rows.ts';

describe('calls of a backend on their way to a charge point', () => {
  const through = (session: FakeSession, keys: readonly string[] = [], listsPass = true) =>
    new PassThrough({ session, keys: () => keys, listsPass: () => listsPass });
  const valid = (version: OcppVersion, action: string, kind: 'request' | 'response', payload: object) =>
    assert.deepEqual(validatorOf(version, action, kind)?.(JSON.parse(JSON.stringify(payload))), [], action);
  const backend = 'b';

  for (const { is, from, to, call, asked, theirs = {}, answer } of passRows)
    it(`passes ${is}, from ${from} to ${to}`, async () => {
      const session = new FakeSession(to);
      session.answer = (name) => theirs[name] ?? { status: 'Accepted' };
      const [action, payload] = call;
      valid(from, action, 'request', payload);
      const answered = await through(session).call({ version: from, action, payload, backend });
      assert.deepEqual(
        session.asked.map((each) => [each.action, each.payload]),
        asked,
      );
      for (const [name, body] of asked) valid(to, name, 'request', body);
      assert.deepEqual(answered, answer);
      valid(from, action, 'response', answer);
    });

  for (const [version, action, payload] of neverPassed)
    it(`never passes ${action} ${JSON.stringify(payload)} of ${version}`, async () => {
      for (const to of ['1.6', '2.0.1'] as const) {
        const session = new FakeSession(to);
        assert.equal(await through(session).call({ version, action, payload, backend }), undefined);
        assert.deepEqual(session.asked, []);
      }
    });

  it('passes what a site adds, and nothing of ours even so', async () => {
    const session = new FakeSession('1.6');
    const pass = through(session, ['DisplayLanguage', 'HeartbeatInterval', 'OCPPCommCtrlr.HeartbeatInterval']);
    const set = (key: string) =>
      pass.call({ version: '1.6', action: 'ChangeConfiguration', payload: { key, value: 'de' }, backend });
    assert.deepEqual(await set('DisplayLanguage'), { status: 'Accepted' });
    assert.equal(await set('HeartbeatInterval'), undefined);
    assert.equal(session.asked.length, 1);
  });

  it('keeps the list of a backend from the charge point where the house decides alone', async () => {
    const session = new FakeSession('1.6');
    const payload = { listVersion: 1, updateType: 'Full' };
    const call = { version: '1.6', action: 'SendLocalList', payload, backend } as const;
    assert.equal(await through(session, [], false).call(call), undefined);
    assert.deepEqual(session.asked, []);
  });

  it('asks a charge point of 1.6 for diagnostics where it has no log', async () => {
    const session = new FakeSession('1.6');
    session.answer = (action) => {
      if (action === 'GetLog') throw new CallFailed('refused', 'no such call', 'NotImplemented');
      return { fileName: 'd.tar' };
    };
    const payload = { logType: 'DiagnosticsLog', requestId: 4, log: { remoteLocation: place } };
    const answer = await through(session).call({ version: '2.0.1', action: 'GetLog', payload, backend });
    assert.deepEqual(answer, { status: 'Accepted', filename: 'd.tar' });
    assert.deepEqual(session.asked.at(-1), { action: 'GetDiagnostics', payload: { location: place } });
  });

  it('leaves the list to the station where the charge point has none', async () => {
    const session = new FakeSession('1.6');
    session.answer = () => {
      throw new CallFailed('refused', 'no such call', 'NotSupported');
    };
    const payload = { listVersion: 1, updateType: 'Full' };
    const call = { version: '1.6', action: 'SendLocalList', payload, backend } as const;
    assert.equal(await through(session).call(call), undefined);
  });

  it('refuses in the words of the charge point, and where it is away', async () => {
    const session = new FakeSession('1.6');
    session.answer = () => {
      throw new CallFailed('refused', 'no', 'FormationViolation');
    };
    const call = { version: '1.6', action: 'DataTransfer', payload: custom, backend } as const;
    const isRefused = (code: string) => (error: unknown) => error instanceof CallRefused && error.errorCode === code;
    await assert.rejects(through(session).call(call), isRefused('FormatViolation'));
    session.answer = () => {
      throw new CallFailed('timeout', 'no answer');
    };
    await assert.rejects(through(session).call(call), isRefused('GenericError'));
    session.version = undefined;
    await assert.rejects(through(session).call(call), isRefused('GenericError'));
    const settings = { ...call, action: 'GetConfiguration', payload: {} };
    assert.equal(await through(session).call(settings), undefined);
  });
});
