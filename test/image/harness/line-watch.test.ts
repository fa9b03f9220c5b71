import assert from 'node:assert/strict';
import { LineWatch } from './line-watch.ts';
import { TimedOut } from './until.ts';

const watch = () => new LineWatch(() => 7);

describe('the console of a test machine', () => {
  it('is read line by line, whatever ends a line and wherever a chunk is cut', () => {
    const console = watch();
    for (const chunk of ['U-Boot 20', '25.01\r\n\r\nHit ', 'any key\r', 'booting\n'])
      console.take(Buffer.from(chunk, 'utf8'));
    assert.deepEqual(
      console.lines.map(({ text }) => text),
      ['U-Boot 2025.01', 'Hit any key', 'booting'],
    );
  });

  it('is free of colours and cursors, and a letter cut in two is whole again', () => {
    const console = watch();
    const bytes = Buffer.from('\u001b[0;32mOK\u001b[0m grün\n');
    console.take(bytes.subarray(0, bytes.length - 3));
    console.take(bytes.subarray(bytes.length - 3));
    assert.equal(console.lines[0]?.text, 'OK grün');
  });

  it('gives what was said before, and waits for what comes later', async () => {
    const console = watch();
    console.take(Buffer.from('claim code ABCD-1234\n'));
    const found = await console.waitFor(/claim code (\S+)/, 50);
    assert.equal(found.match[1], 'ABCD-1234');
    const later = console.waitFor(/claim code (\S+)/, 1000, found.index + 1);
    console.take(Buffer.from('nothing\nclaim code EFGH-5678\n'));
    assert.equal((await later).match[1], 'EFGH-5678');
  });

  it('finds a prompt that no line ends', async () => {
    const console = watch();
    const prompt = console.waitFor(/=> $/, 1000);
    console.take(Buffer.from('=> '));
    assert.equal((await prompt).text, '=> ');
  });

  it('ends a wait that nothing comes for, with what was said last', async () => {
    const console = watch();
    console.take(Buffer.from('Kernel panic\n'));
    await assert.rejects(console.waitFor(/claim code/, 20), (error: Error) => {
      assert.ok(error instanceof TimedOut);
      assert.match(error.message, /Kernel panic/);
      return true;
    });
  });
});
