import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Throttled } from '../../../../firmware/api/refusal.ts';
import type { PasswordHasher } from '../../../../firmware/api/sign-in/sign-in.ts';
import { SignIn } from '../../../../firmware/api/sign-in/sign-in.ts';
import { FakeAccounts, FakeClock, FakeLog } from '../fakes.ts';

const good = 'tulip Canal 7 quay';

/** Counts the work instead of doing it; fits when the texts are equal. */
class CountingHasher implements PasswordHasher {
  fitted = 0;
  readonly against: string[] = [];
  running = 0;
  most = 0;
  make = async (password: string) =>
    `$argon2id$v=19$m=19456,t=2,p=1$${Buffer.from('0123456789abcdef').toString('base64').slice(0, 22)}$${Buffer.from(password.padEnd(20, '.')).toString('base64').replace(/=+$/, '')}`;
  fits = async (password: string, stored: string) => {
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    this.fitted += 1;
    this.against.push(stored);
    const same = stored === (await this.make(password));
    this.running -= 1;
    return same;
  };
}

describe('S4 guessing passwords', () => {
  let accounts: FakeAccounts;
  let hasher: CountingHasher;
  let clock: FakeClock;
  let signIn: SignIn;

  beforeEach(async () => {
    mock.timers.enable({ apis: ['Date', 'setTimeout'] });
    accounts = new FakeAccounts();
    hasher = new CountingHasher();
    clock = new FakeClock();
    accounts.setPassword('admin', await hasher.make(good));
    signIn = new SignIn({ accounts, hasher, clock, log: new FakeLog() });
  });
  afterEach(() => mock.timers.reset());

  function pass(seconds: number): void {
    mock.timers.tick(seconds * 1000);
    clock.nowMs += seconds * 1000;
  }
  /** What became of an attempt: let in, refused, or seconds to wait. */
  async function attempt(password: string, source: string, user = 'admin'): Promise<boolean | number> {
    try {
      return await signIn.verify(user, password, source);
    } catch (error) {
      assert.ok(error instanceof Throttled);
      return error.retryAfterS;
    }
  }

  it('has five free tries, then waits that double up to 15 minutes', async () => {
    for (let n = 0; n < 5; n += 1) assert.equal(await attempt(`wrong ${n}`, '10.0.0.66'), false);
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const waitS = await attempt(`more ${n}`, '10.0.0.66');
      assert.equal(typeof waitS, 'number');
      waits.push(Number(waitS));
      pass(Number(waitS));
      assert.equal(await attempt(`again ${n}`, '10.0.0.66'), false);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it('1000 times, one a second, is looked at no more than 16 times', async () => {
    for (let n = 0; n < 1000; n += 1) {
      await attempt(`guess ${n}`, '10.0.0.66');
      pass(1);
    }
    assert.ok(hasher.fitted <= 16, `${hasher.fitted} were looked at`);
    assert.ok(hasher.fitted >= 5);
  });

  it('from 1000 addresses is looked at 30 times a minute, and a known source still gets in', async () => {
    assert.equal(await attempt(good, '10.0.0.5'), true);
    hasher.fitted = 0;
    for (let n = 0; n < 1000; n += 1) await attempt(`guess ${n}`, `10.0.${n >> 8}.${n & 255}`);
    assert.ok(hasher.fitted <= 30, `${hasher.fitted} were looked at`);
    assert.equal(typeof (await attempt('not known', '10.1.1.1')), 'number', 'a source nobody knows waits');
    // After ten minutes the remembered pair is gone: the source itself must count as known.
    pass(601);
    for (let n = 0; n < 1000; n += 1) await attempt(`guess ${n}`, `10.2.${n >> 8}.${n & 255}`);
    assert.equal(await attempt(good, '10.0.0.5'), true);
  });

  it('slows an unknown source for a minute at most, and does not shut it out', async () => {
    for (let n = 0; n < 100; n += 1) await attempt(`guess ${n}`, `10.0.0.${n}`);
    const waitS = await attempt(good, '10.1.1.1');
    assert.ok(typeof waitS === 'number' && waitS <= 60);
    pass(Number(waitS));
    assert.equal(await attempt(good, '10.1.1.1'), true);
  });

  it('does not touch a pair that fitted within ten minutes, which costs no hash', async () => {
    assert.equal(await attempt(good, '10.0.0.66'), true);
    for (let n = 0; n < 20; n += 1) await attempt(`wrong ${n}`, '10.0.0.66');
    hasher.fitted = 0;
    for (let n = 0; n < 100; n += 1) assert.equal(await attempt(good, '10.0.0.66'), true);
    assert.equal(hasher.fitted, 0);
    pass(600);
    assert.equal(await attempt('wrong once more', '10.0.0.66'), false);
    assert.equal(typeof (await attempt(good, '10.0.0.66')), 'number', 'after ten minutes the source waits like any');
  });

  it('starts anew after a sign-in', async () => {
    for (let n = 0; n < 4; n += 1) await attempt(`wrong ${n}`, '10.0.0.7');
    assert.equal(await attempt(good, '10.0.0.7'), true);
    for (let n = 0; n < 5; n += 1) assert.equal(await attempt(`wrong again ${n}`, '10.0.0.7'), false);
    assert.equal(typeof (await attempt('wrong', '10.0.0.7')), 'number');
  });

  it('costs the same work for a user that does not exist, on a hash of the same parameters', async () => {
    assert.equal(await attempt(good, '10.0.0.1', 'admin'), true);
    assert.equal(await attempt('wrong', '10.0.0.1', 'admin'), false);
    assert.equal(await attempt(good, '10.0.0.2', 'nobody'), false);
    assert.equal(await attempt('', '10.0.0.3', 'admin'), false);
    assert.equal(hasher.fitted, 4);
    const parameters = hasher.against.map((stored) => stored.split('$').slice(1, 4).join('$'));
    assert.deepEqual(new Set(parameters), new Set(['argon2id$v=19$m=19456,t=2,p=1']));
  });

  it('in 40 calls at once looks at five of them, one after the other', async () => {
    const results = await Promise.all([...Array(40).keys()].map((n) => attempt(`guess ${n}`, '10.0.0.66')));
    assert.equal(results.filter((result) => result === false).length, 5);
    assert.equal(hasher.fitted, 5);
    assert.equal(hasher.most, 1);
  });

  it('is not what a program does that opens with ten calls at once: they cost one hash', async () => {
    const results = await Promise.all([...Array(10).keys()].map(() => attempt(good, '10.0.0.9')));
    assert.deepEqual(results, Array(10).fill(true));
    assert.equal(hasher.fitted, 1);
  });

  it('is over for a remembered pair when the password changes', async () => {
    assert.equal(await attempt(good, '10.0.0.5'), true);
    await signIn.setPassword('admin', 'another Canal 8 quay');
    assert.equal(await attempt(good, '10.0.0.5'), false);
    assert.equal(await attempt('another Canal 8 quay', '10.0.0.5'), true);
  });

  it('finds a hash of older parameters made anew at the next sign-in', async () => {
    const old = (await hasher.make(good)).replace('m=19456', 'm=1024');
    accounts.setPassword('admin', old);
    hasher.fits = async () => true;
    assert.equal(await attempt(good, '10.0.0.5'), true);
    assert.equal(accounts.password('admin'), await hasher.make(good));
  });
});
