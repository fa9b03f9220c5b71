import assert from 'node:assert/strict';
import { Notices } from '../../../../firmware/ocpp/relay/notices.ts';
import { RequestIds } from '../../../../firmware/ocpp/relay/pass/request-ids.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';
import { FakeSession } from './fake-session.ts';

describe('what a charge point says by itself', () => {
  const quiet = { info: () => undefined };
  const relay = (version: OcppVersion) => {
    const session = new FakeSession(version);
    const ids = new RequestIds();
    const notices = new Notices({ session, ids, log: quiet });
    const heard: Record<string, [string, object][]> = {};
    const hear = (backend: string, spoken: OcppVersion, answer?: object) => {
      heard[backend] = [];
      return notices.listen({
        ...{ backend, version: spoken },
        listener: async (action, payload) => {
          assert.deepEqual(validatorOf(spoken, action, 'request')?.(payload), [], action);
          heard[backend]?.push([action, payload]);
          return answer;
        },
      });
    };
    return { session, ids, heard, hear };
  };

  it('is asked of one backend after the other until one knows the vendor', async () => {
    const { session, heard, hear } = relay('1.6');
    hear('first', '1.6', { status: 'UnknownVendorId' });
    hear('second', '2.0.1', { status: 'Accepted', data: { a: 1 } });
    hear('third', '1.6', { status: 'Accepted' });
    const answer = await session.say('DataTransfer', { vendorId: 'maker', data: 'x' });
    assert.deepEqual(answer, { status: 'Accepted', data: '{"a":1}' });
    assert.deepEqual([heard.first?.length, heard.second?.length, heard.third?.length], [1, 1, 0]);
  });

  it('gets the usual answer where no backend is there', async () => {
    const { session } = relay('1.6');
    assert.equal(await session.say('DataTransfer', { vendorId: 'maker' }), undefined);
  });

  it('is told to whoever asked for it, in his words', async () => {
    const { session, ids, heard, hear } = relay('1.6');
    hear('first', '1.6');
    hear('second', '2.0.1');
    ids.ask('firmware', 'second', 77);
    await session.say('FirmwareStatusNotification', { status: 'Downloading' });
    assert.deepEqual(heard.second, [['FirmwareStatusNotification', { status: 'Downloading', requestId: 77 }]]);
    assert.deepEqual(heard.first, []);
    ids.ask('log', 'second', 78);
    await session.say('DiagnosticsStatusNotification', { status: 'UploadFailed' });
    assert.deepEqual(heard.second?.at(-1), ['LogStatusNotification', { status: 'UploadFailure', requestId: 78 }]);
  });

  it('is told in coarser words to a backend of 1.6, and not at all where it has none', async () => {
    const { session, heard, hear } = relay('2.0.1');
    hear('first', '1.6');
    for (const status of ['DownloadScheduled', 'Downloading', 'SignatureVerified', 'InstallVerificationFailed'])
      await session.say('FirmwareStatusNotification', { status, requestId: 3 });
    await session.say('SignCertificate', { csr: 'x' });
    const told = heard.first?.map(([, payload]) => (payload as { status: string }).status);
    assert.deepEqual(told, ['Downloading', 'InstallationFailed']);
  });

  it('is told in the words of the security extension to a backend of 1.6 that asked in them', async () => {
    const { session, ids, heard, hear } = relay('2.0.1');
    hear('first', '1.6');
    hear('second', '1.6');
    ids.ask('firmware', 'first', 9);
    ids.ask('log', 'first', 10);
    await session.say('FirmwareStatusNotification', { status: 'SignatureVerified', requestId: 9 });
    await session.say('LogStatusNotification', { status: 'Uploaded', requestId: 10, customData: { vendorId: 'x' } });
    assert.deepEqual(heard.first, [
      ['SignedFirmwareStatusNotification', { status: 'SignatureVerified', requestId: 9 }],
      ['LogStatusNotification', { status: 'Uploaded', requestId: 10 }],
    ]);
    assert.deepEqual(heard.second, []);
  });

  it('is told to those that are there, until they go', async () => {
    const { session, heard, hear } = relay('1.6');
    const event = { type: 'TamperDetectionActivated', timestamp: '2026-11-28T12:00:00Z' };
    hear('first', '2.0.1');
    const stop = hear('second', '1.6');
    await session.say('SecurityEventNotification', event);
    stop();
    await session.say('SecurityEventNotification', event);
    assert.deepEqual([heard.first?.length, heard.second?.length], [2, 1]);
  });
});
