import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChannelFault } from '../../../firmware/smgw/channel-fault.ts';
import { defaultTiming } from '../../../firmware/smgw/channel-timing.ts';
import { afterFailure, afterStream, noTries } from '../../../firmware/smgw/retry.ts';

const tcp = new ChannelFault('tcp', 'refused', 'x');
const noProfile = new ChannelFault('socks', 'proxyProfileMissing', 'x');
const refused = new ChannelFault('certificate', 'ownCertificateRefused', 'x');
const silent = new ChannelFault('certificate', 'closedUnanswered', 'x');
const cut = new ChannelFault('stream', 'cutOff', 'x');
const ended = new ChannelFault('stream', 'closedByGateway', 'x');
const minuteMs = 60_000;

describe('when a channel is tried again', () => {
  it('waits longer with each failure, up to five minutes', () => {
    let tries = noTries;
    const longest = Array.from({ length: 12 }, () => {
      const after = afterFailure(tries, tcp, 1, 0.999_999, defaultTiming);
      tries = after.tries;
      return Math.round(after.delayMs / 1000);
    });
    assert.deepEqual(longest, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  it('spreads over the whole pause, and is never sooner than a second nor later than five minutes', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
        const { delayMs } = afterFailure({ ...noTries, failures }, tcp, 1, random, defaultTiming);
        return delayMs >= 1000 && delayMs <= 5 * minuteMs;
      }),
    );
    assert.equal(afterFailure({ ...noTries, failures: 20 }, tcp, 1, 0, defaultTiming).delayMs, 1000);
  });

  it('waits 15 minutes for what only a person can mend', () => {
    const notPinned = new ChannelFault('certificate', 'notPinned', 'x');
    const config = new ChannelFault('config', 'badCertificate', 'x');
    for (const fault of [noProfile, notPinned, refused, config])
      assert.equal(afterFailure(noTries, fault, 1, 0.5, defaultTiming).delayMs, 15 * minuteMs, fault.code);
    assert.equal(afterFailure(noTries, silent, 1, 0, defaultTiming).delayMs, 1000);
  });

  it('shows the next certificate at once when one was refused, and waits when all were', () => {
    const first = afterFailure(noTries, refused, 2, 0, defaultTiming);
    assert.deepEqual([first.tries.identity, first.delayMs], [1, 1000]);
    const second = afterFailure(first.tries, refused, 2, 0, defaultTiming);
    assert.deepEqual([second.tries.identity, second.delayMs], [0, 15 * minuteMs]);
  });

  it('keeps the certificate that was taken', () => {
    const { tries } = afterFailure(noTries, silent, 2, 0, defaultTiming);
    assert.equal(afterStream(tries, cut, { upMs: 5, served: false }, 0, defaultTiming).tries.identity, 1);
  });

  it('begins anew after a minute that held, not before', () => {
    const tries = { ...noTries, failures: 8 };
    assert.equal(afterStream(tries, cut, { upMs: minuteMs, served: false }, 0.5, defaultTiming).delayMs, 1000);
    assert.ok(afterStream(tries, cut, { upMs: minuteMs - 1, served: true }, 0.5, defaultTiming).delayMs > minuteMs);
  });

  it('begins anew after a call that was answered, when the stream was ended and not cut', () => {
    const tries = { ...noTries, failures: 8 };
    assert.equal(afterStream(tries, ended, { upMs: 20, served: true }, 0.5, defaultTiming).delayMs, 1000);
    assert.ok(afterStream(tries, ended, { upMs: 20, served: false }, 0.5, defaultTiming).delayMs > minuteMs);
    // A gateway that closes quiet streams after seconds keeps the box within reach.
    assert.equal(afterStream(tries, ended, { upMs: 3000, served: false }, 0.5, defaultTiming).delayMs, 1000);
  });
});
