import assert from 'node:assert/strict';
import { endWith } from '../../../../../firmware/ocpp/transport/certificate-end.ts';
import { FakeTime } from '../../../../drivers/device/fake-time.ts';
import { LinkEnd } from '../../rpc/link-pair.ts';

const dayMs = 86_400_000;

describe('S28 a certificate that expires while its charge point is connected', () => {
  it('ends the connection when it does, months later too', async () => {
    const time = new FakeTime();
    const link = new LinkEnd();
    endWith({ untilMs: time.wallMs() + 60 * dayMs, fault: undefined }, link, { clock: time, timers: time });
    await time.advance(60 * dayMs - 1);
    assert.equal(link.closedWith, undefined);
    await time.advance(1);
    assert.deepEqual(link.closedWith, { code: 1008, reason: 'the certificate of this charge point has expired' });
  });

  it('leaves one alone that was let in by its password, and one that is closed', async () => {
    const time = new FakeTime();
    const byPassword = new LinkEnd();
    const untilMs = time.wallMs() + dayMs;
    endWith({ untilMs, fault: { code: 'notTrusted', why: '' } }, byPassword, { clock: time, timers: time });
    const gone = new LinkEnd();
    endWith({ untilMs, fault: undefined }, gone, { clock: time, timers: time });
    gone.close(1000, 'bye');
    await time.advance(2 * dayMs);
    assert.equal(byPassword.closedWith, undefined);
    assert.deepEqual(gone.closedWith, { code: 1000, reason: 'bye' });
  });
});
