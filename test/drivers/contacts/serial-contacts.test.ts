import assert from 'node:assert/strict';
import { type ModemLine, SerialContacts } from '../../../drivers/contacts/serial-contacts.ts';
import type { Timers } from '../../../drivers/link/timers.ts';

/** Timers that run when the test says so. */
class HandTimers implements Timers {
  readonly waiting: { readonly delayMs: number; readonly action: () => void }[] = [];
  after(delayMs: number, action: () => void): () => void {
    const entry = { delayMs, action };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  }
  turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  /** Runs what waits, and everything that follows from it at once. */
  async run(): Promise<number | undefined> {
    const next = this.waiting.shift();
    next?.action();
    await this.turn();
    await this.turn();
    return next?.delayMs;
  }
}

// A pseudo terminal has no control lines, so the port is played; drivers/contacts/modem-port.ts is what opens a real one.
class PlayedPort {
  lines: Partial<Record<ModemLine, boolean>> = { cts: false, dsr: false };
  broken = false;
  opened = 0;
  closed = 0;
  readonly open = async () => {
    if (this.broken) throw new Error('no such port');
    this.opened += 1;
    return {
      get: async () => {
        if (this.broken) throw new Error('input/output error');
        return this.lines;
      },
      close: () => {
        this.closed += 1;
      },
    };
  };
}

describe('contacts on the control lines of a serial port', () => {
  const make = async (port: PlayedPort, lines: readonly ModemLine[] = ['cts', 'dsr']) => {
    const timers = new HandTimers();
    const troubles: string[] = [];
    let changes = 0;
    const contacts = new SerialContacts({
      site: { kind: 'serial', path: '/dev/ttyS1', lines: [...lines] },
      ...{ open: port.open, timers },
      onChange: () => {
        changes += 1;
      },
      onTrouble: (message) => void troubles.push(message),
    });
    await timers.turn();
    await timers.turn();
    return { contacts, timers, troubles, changes: () => changes };
  };

  it('are polled every 50 ms, in the order of the site', async () => {
    const port = new PlayedPort();
    const { contacts, timers, changes } = await make(port);
    assert.deepEqual(contacts.seen(), [false, false]);
    port.lines = { cts: false, dsr: true };
    assert.equal(await timers.run(), 50);
    assert.deepEqual([contacts.seen(), changes()], [[false, true], 2]);
    await timers.run();
    assert.deepEqual([changes(), port.opened], [2, 1]);
  });

  it('a line that the driver does not tell is unknown', async () => {
    const { contacts } = await make(new PlayedPort(), ['cts', 'ri']);
    assert.deepEqual(contacts.seen(), [false, undefined]);
  });

  it('S25 a port that fails makes them unknown, and is opened again after longer and longer waits', async () => {
    const port = new PlayedPort();
    const { contacts, timers, troubles } = await make(port);
    port.broken = true;
    await timers.run();
    assert.deepEqual(contacts.seen(), [undefined, undefined]);
    const waits = [await timers.run(), await timers.run(), await timers.run()];
    assert.deepEqual([waits, troubles.length, port.closed], [[1000, 2000, 4000], 1, 1]);
    port.broken = false;
    await timers.run();
    assert.deepEqual([contacts.seen(), port.opened], [[false, false], 2]);
    port.broken = true;
    await timers.run();
    assert.equal(troubles.length, 2, 'the next trouble is told again');
    contacts.close();
    assert.equal(timers.waiting.length, 0);
  });
});
