import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GpioContacts } from '../../../drivers/contacts/gpio-contacts.ts';
import {
  edgeOf,
  type GpioSite,
  getArguments,
  gpioVersion,
  levelsOf,
  monitorArguments,
} from '../../../drivers/contacts/gpio-tools.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { until } from '../../until.ts';
import { FakeGpio, isAlive } from './fake-gpio.ts';

const site: GpioSite = { kind: 'gpio', chip: 'gpiochip0', lines: [17, 27], bias: 'pull-up' };

describe('the command lines of libgpiod', () => {
  it('tells 1.6 of bookworm from 2.x of trixie', () => {
    assert.equal(gpioVersion('gpiomon (libgpiod) v1.6.3\nCopyright (C) 2017-2018'), 1);
    assert.equal(gpioVersion('gpiomon (libgpiod) v2.2.1'), 2);
    for (const text of ['', 'gpiomon (libgpiod) v3.0', 'bash: gpiomon: not found'])
      assert.equal(gpioVersion(text), undefined);
  });

  it('knows the gpiomon of this machine, and its options', function () {
    const version = spawnSync('gpiomon', ['--version'], { encoding: 'utf8' });
    if (version.error !== undefined) this.skip();
    const found = gpioVersion(version.stdout);
    assert.ok(found !== undefined, version.stdout);
    // Without a chip it must fail on the chip, not on the command line.
    const chip = { ...site, chip: 'gpiochip250' };
    for (const [tool, args] of [
      ['gpiomon', monitorArguments(chip, found)],
      ['gpioget', getArguments(chip, found)],
    ] as const) {
      const { status, stderr } = spawnSync(tool, args, { encoding: 'utf8', timeout: 5000 });
      assert.notEqual(status, 0);
      assert.doesNotMatch(stderr, /option|usage|invalid bias/i);
      assert.match(stderr, /gpiochip250|No such file|cannot find|unable to open/i);
    }
  });

  it('asks each in its own words', () => {
    assert.deepEqual(getArguments(site, 1), ['-B', 'pull-up', 'gpiochip0', '17', '27']);
    assert.deepEqual(getArguments(site, 2), ['--numeric', '-b', 'pull-up', '-c', 'gpiochip0', '17', '27']);
    assert.deepEqual(monitorArguments(site, 1), ['-b', '-B', 'pull-up', '-F', '%o %e', 'gpiochip0', '17', '27']);
    assert.deepEqual(monitorArguments(site, 2), ['-b', 'pull-up', '-F', '%o %E', '-c', 'gpiochip0', '17', '27']);
  });

  it('reads edges and levels, and nothing else', () => {
    assert.deepEqual(edgeOf('17 1'), { line: 17, high: true });
    assert.deepEqual(edgeOf('27 falling'), { line: 27, high: false });
    for (const text of ['', '17', '17 2', 'x 1', '17 1 3', '99999 1']) assert.equal(edgeOf(text), undefined, text);
    assert.deepEqual(levelsOf('1 0\n', 2), [true, false]);
    for (const text of ['1', '1 0 1', '1 2', '"17"=active', '']) assert.equal(levelsOf(text, 2), undefined, text);
  });
});

describe('contacts on GPIO lines', () => {
  let gpio: FakeGpio;
  let contacts: GpioContacts | undefined;
  const troubles: string[] = [];
  let changes = 0;

  const open = (version: string, bias: GpioSite['bias'] = 'pull-up') => {
    gpio = new FakeGpio(version, '1 1');
    contacts = new GpioContacts({
      ...{ site: { ...site, bias }, commands: gpio.commands(), timers: systemTimers },
      onChange: () => {
        changes += 1;
      },
      onTrouble: (message) => void troubles.push(message),
    });
    return contacts;
  };
  beforeEach(() => {
    troubles.length = 0;
    changes = 0;
  });
  afterEach(() => {
    contacts?.close();
    gpio.end();
  });

  for (const [version, falls, rises] of [
    ['v1.6.3', '17 0', '17 1'],
    ['v2.2.1', '17 falling', '17 rising'],
  ] as const)
    it(`${version}: begins with the levels, follows the edges`, async () => {
      const reader = open(version);
      assert.deepEqual(reader.seen(), [undefined, undefined]);
      await until(
        () => reader.seen()[0] === false && reader.seen()[1] === false,
        () => 'levels',
      );
      await until(
        () => gpio.calls.some((call) => call.startsWith('gpiomon')),
        () => 'gpiomon',
      );
      gpio.levels('0 1');
      gpio.prints(falls);
      await until(
        () => reader.seen()[0] === true,
        () => 'the contact closes',
      );
      gpio.prints('nonsense');
      gpio.prints('99 0');
      gpio.levels('1 1');
      gpio.prints(rises);
      await until(
        () => reader.seen()[0] === false,
        () => 'it opens',
      );
      assert.deepEqual([reader.seen()[1], troubles.length, changes >= 3], [false, 0, true]);
    });

  it('with a pull-down a closed contact is high', async () => {
    const reader = open('v1.6.3', 'pull-down');
    await until(
      () => reader.seen()[0] === true,
      () => 'levels',
    );
  });

  it('finds an edge that fell between gpioget and gpiomon when it reads the levels anew', async () => {
    const reader = open('v1.6.3');
    await until(
      () => gpio.calls.some((call) => call.startsWith('gpiomon')),
      () => 'gpiomon',
    );
    gpio.levels('0 1');
    await until(
      () => reader.seen()[0] === true,
      () => 'the levels are read again',
    );
    assert.deepEqual(troubles, []);
  });

  it('S25 a gpiomon that dies makes the contacts unknown, says so once, and is started anew', async () => {
    const reader = open('v1.6.3');
    await until(
      () => gpio.pid !== undefined && reader.seen()[0] === false,
      () => 'gpiomon',
    );
    gpio.breaks(true);
    process.kill(gpio.pid ?? 0, 'SIGKILL');
    await until(
      () => reader.seen().every((closed) => closed === undefined),
      () => 'nobody knows',
    );
    await until(
      () => gpio.calls.filter((call) => call.startsWith('gpiomon')).length > 2,
      () => 'it was tried again',
    );
    assert.equal(troubles.length, 1, troubles.join('; '));
    gpio.levels('0 1');
    gpio.breaks(false);
    await until(
      () => reader.seen()[0] === true,
      () => 'the contacts are known',
    );
  });

  it('S25 tools that are not there, or say something else, leave the contacts unknown', async () => {
    gpio = new FakeGpio('v1.6.3', 'error');
    for (const commands of [gpio.commands(), { ...gpio.commands(), gpiomon: `${gpio.dir}/none` }]) {
      const said: string[] = [];
      const reader = new GpioContacts({
        ...{ site, commands, timers: systemTimers },
        onChange: () => {},
        onTrouble: (message) => void said.push(message),
      });
      await until(
        () => said.length === 1,
        () => 'trouble',
      );
      assert.deepEqual(reader.seen(), [undefined, undefined]);
      reader.close();
    }
  });

  it('leaves no gpiomon behind when it is closed', async () => {
    const reader = open('v1.6.3');
    await until(
      () => gpio.pid !== undefined,
      () => 'gpiomon',
    );
    const { pid } = gpio;
    reader.close();
    await until(
      () => !isAlive(pid ?? 0),
      () => 'it is gone',
    );
  });

  it('S25 kill -9 of the program takes gpiomon with it, so that the lines are free for the next start', async () => {
    gpio = new FakeGpio('v1.6.3', '1 1');
    const script = fileURLToPath(new URL('./gpio-holder.ts', import.meta.url));
    const holder = spawn(process.execPath, [
      script,
      JSON.stringify(gpio.commands(['setpriv', '--pdeathsig', 'KILL', '--'])),
    ]);
    try {
      await until(
        () => gpio.pid !== undefined,
        () => 'gpiomon',
      );
    } finally {
      holder.kill('SIGKILL');
    }
    const { pid } = gpio;
    await until(
      () => !isAlive(pid ?? 0),
      () => 'it is gone',
    );
  });
});
