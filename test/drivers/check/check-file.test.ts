import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFile } from '../../../drivers/check/check-file.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const shipped = join(root, 'drivers/definitions/meters/hager-ecr380d.json');
const command = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'drivers/check/check.ts'), ...args], { encoding: 'utf8' });

describe('The check of one file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-check-'));
    mkdirSync(join(folder, 'meters'));
    mkdirSync(join(folder, 'inverters'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (change: (text: string) => string, kind = 'meters'): string => {
    const file = join(folder, kind, 'my-meter.json');
    writeFileSync(file, change(readFileSync(shipped, 'utf8').replace('"hager-ecr380d"', '"my-meter"')));
    return file;
  };

  it('says what the program makes of a good one', () => {
    const { status, stdout } = command(put((text) => text));
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^read every second: voltage_l1.*power_l3$/m);
    assert.match(stdout, /^frames give: currentMa 10500 \/ -6250 \/ 500/m);
    assert.match(stdout, /my-meter\.json: good\n$/);
  });

  it('knows a shipped one by its place, and a product that extends one', () => {
    assert.deepEqual(checkFile(shipped).faults, []);
    const file = put(() => JSON.stringify({ id: 'my-meter', extends: 'hager-ecr380d', model: 'X' }));
    assert.deepEqual(checkFile(file).faults, []);
  });

  const bad: [string, (text: string) => string, RegExp][] = [
    ['no JSON', () => '{', /my-meter\.json: cannot be read as JSON/],
    ['an unknown key', (t) => t.replace('"quirks"', '"qirks"'), /my-meter\.json: qirks: unknown key/],
    [
      'a misspelt quantity in detect',
      (t) => t.replace(/"quantity": "frequency",(?=[^}]*"min")/, '"quantity": "freqency",'),
      /my-meter\.json: detect\.0\.quantity: "freqency" is not a register/,
    ],
    [
      'a misspelt phase',
      (t) => t.replaceAll('"voltage_l2"', '"voltge_l2"'),
      /my-meter\.json: registers: voltage stands for some phases only: there is no voltage_l2/,
    ],
    [
      'a misspelt counter',
      (t) => t.replaceAll('"energy_import"', '"energy_imprt"'),
      /my-meter\.json: registers\.\d+\.quantity: "energy_imprt" is nothing that is known; "energy_import" is/,
    ],
  ];
  for (const [what, change, told] of bad)
    it(`tells ${what} with file and key`, () => {
      const file = put(change);
      assert.notEqual(readFileSync(file, 'utf8'), readFileSync(shipped, 'utf8').replace('hager-ecr380d', 'my-meter'));
      assert.match(checkFile(file).faults.at(-1) ?? '', told);
    });

  it('tells a product in the folder of another kind', () => {
    assert.match(checkFile(put((text) => text, 'inverters')).faults[0] ?? '', /kind: "meter" does not belong into inv/);
  });

  it('tells a file that is not there, and how it is used', () => {
    const { status, stdout } = command(join(folder, 'nothing.json'));
    assert.equal(status, 1);
    assert.match(stdout, /nothing\.json: cannot be read as JSON\n.*1 fault\(s\), see above\n$/);
    assert.equal(command().status, 2);
  });
});
