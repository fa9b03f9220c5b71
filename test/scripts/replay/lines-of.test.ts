import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { maxLineBytes } from '../../../firmware/control/replay/format.ts';
import { linesOf } from '../../../scripts/replay/lines-of.ts';

async function* chunks(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}
async function read(parts: readonly Buffer[]): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const line of linesOf(chunks(parts))) lines.push(line);
  return lines;
}

describe('the lines of a stream', () => {
  it('are the same however it was cut, letters of several bytes too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[^\n]*$/)),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        async (lines, cuts) => {
          const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const parts: Buffer[] = [];
          for (let at = 0; at < whole.length; ) {
            const end = at + (cuts.next().value ?? 1);
            parts.push(whole.subarray(at, end));
            at = end;
          }
          assert.deepEqual(
            await read(parts),
            lines.map((line) => Buffer.from(line).toString()),
          );
        },
      ),
    );
  });

  it('end with the stream where the last one has no end', async () => {
    assert.deepEqual(await read([Buffer.from('a\nb')]), ['a', 'b']);
    assert.deepEqual(await read([Buffer.from('a\n\n')]), ['a', '']);
  });

  it('are not kept when they are too long, and the next one is read', async () => {
    const part = Buffer.alloc(maxLineBytes / 4, 'x');
    assert.deepEqual(await read([part, part, part, part, Buffer.from('x'), part, Buffer.from('\nok\n')]), [
      undefined,
      'ok',
    ]);
    assert.equal((await read([part, part, part, part, Buffer.from('\n')]))[0]?.length, maxLineBytes);
  });
});
