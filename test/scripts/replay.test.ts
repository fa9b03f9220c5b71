import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { header, house, quiet, seconds } from '../firmware/control/replay/lines.ts';

const script = fileURLToPath(new URL('../../scripts/replay.ts', import.meta.url));
/** A second Node, such as 26: the path of its program. */
const otherNode = process.env.NETWACHT_OTHER_NODE;

/** Formulas with every function that could differ between machines, a house that moves, faults. */
const site = house({
  circuits: [
    {
      ...{ id: 'house', fuseA: 32, assumedHouseA: 10 },
      limits: [{ id: 'operator', unit: 'W', value: '17000 * (AVAIL / 100) ^ 1.3 + sqrt(date.second)', fallback: 4200 }],
    },
  ],
});
const lines = [
  header(site),
  ...seconds(0, 200, (t) => {
    const wave = 4 + Math.round(300 * (1 + Math.sin(t / 7))) / 100;
    const line = quiet(t, t % 40 > 4 ? 9 : 0, t % 50 === 0 ? { set: { AVAIL: 100 - t / 4 } } : {});
    return { ...line, readings: { ...line.readings, M1: { currentA: [wave, wave + 14, wave + 7] } } };
  }),
  'rubbish',
  quiet(300),
].map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));

describe('npm run replay', () => {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-replay-'));
  const file = join(dir, 'cycles.jsonl');
  before(() => writeFileSync(file, `${lines.join('\n')}\n`));
  after(() => rmSync(dir, { recursive: true }));
  const run = (node: string, args: readonly string[], input = '') =>
    spawnSync(node, [script, ...args], { encoding: 'utf8', input });

  it('gives the same bytes twice, from a file and from stdin', () => {
    const { stdout, stderr, status } = run(process.execPath, [file]);
    assert.equal(status, 0);
    assert.equal(stdout.split('\n').length, lines.length);
    assert.match(stderr, /line 202: the line is no JSON/);
    assert.equal(run(process.execPath, ['-'], lines.join('\n')).stdout, stdout);
  });

  it('gives the same bytes on another Node', function () {
    if (otherNode === undefined) this.skip();
    assert.notEqual(spawnSync(otherNode, ['--version'], { encoding: 'utf8' }).stdout.trim(), process.version);
    const other = run(otherNode, [file]);
    assert.equal(other.status, 0, other.stderr);
    assert.equal(other.stdout, run(process.execPath, [file]).stdout);
  });

  it('answers each line from stdin before the next one comes', async () => {
    const child = spawn(process.execPath, [script, '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.write(`${lines[0]}\n`);
    for (const line of lines.slice(1, 6)) {
      child.stdin.write(`${line}\n`);
      const { value } = await answers.next();
      assert.equal(JSON.parse(value ?? '').t, JSON.parse(line).t);
    }
    child.stdin.end();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 0);
  });

  it('says how it is used, and which file it cannot read', () => {
    assert.equal(run(process.execPath, []).status, 64);
    const missing = run(process.execPath, [join(dir, 'nothing')]);
    assert.deepEqual([missing.status, missing.stdout], [66, '']);
    assert.match(missing.stderr, /cannot be read/);
  });
});
