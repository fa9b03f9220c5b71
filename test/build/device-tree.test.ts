import assert from 'node:assert/strict';
import { devicesOf, driversOf } from '../../build/stages/device-tree.ts';
import { missingDrivers } from '../../build/stages/modules.ts';

type Node = { readonly [name: string]: string | Node };

/** A flattened device tree of nodes and text properties. */
function blobOf(root: Node): Buffer {
  const words: Buffer[] = [];
  let strings = '';
  const word = (value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    words.push(bytes);
  };
  const text = (value: string): void => {
    words.push(Buffer.from(value.padEnd(Math.ceil(value.length / 4) * 4, '\0'), 'latin1'));
  };
  const node = (name: string, content: Node): void => {
    word(1);
    text(`${name}\0`);
    for (const [key, value] of Object.entries(content)) {
      if (typeof value !== 'string') continue;
      word(3);
      word(value.length);
      word(strings.length);
      strings += `${key}\0`;
      text(value);
    }
    for (const [key, value] of Object.entries(content)) if (typeof value !== 'string') node(key, value);
    word(2);
  };
  node('', root);
  word(9);
  const structure = Buffer.concat(words);
  const head = Buffer.alloc(40);
  head.writeUInt32BE(0xd00dfeed, 0);
  head.writeUInt32BE(40, 8);
  head.writeUInt32BE(40 + structure.length, 12);
  return Buffer.concat([head, structure, Buffer.from(strings, 'latin1')]);
}

const board = blobOf({
  model: 'A board\0',
  soc: {
    'mmc@1': { compatible: 'maker,new-mmc\0maker,mmc\0', status: 'okay\0' },
    'gpu@2': { compatible: 'maker,gpu\0' },
    'off@3': { compatible: 'maker,off\0', status: 'disabled\0' },
  },
  'regulator-sd': { compatible: 'regulator-fixed\0' },
});
const aliases =
  'alias of:N*T*Cmaker,mmcC* sdhci_maker\nalias of:N*T*Cmaker,mmc sdhci_maker\nalias of:N*T*Cmaker,gpu gpu\n' +
  'alias of:N*T*Cregulator-fixedC* fixed\nalias of:N*T*Cmaker,off off\nalias pci:v1 e1000\n';

describe('the device tree of a board', () => {
  it('names its devices that are not switched off, with what they are', () => {
    assert.deepEqual(devicesOf(board), [
      { path: '/soc/mmc@1', compatible: ['maker,new-mmc', 'maker,mmc'] },
      { path: '/soc/gpu@2', compatible: ['maker,gpu'] },
      { path: '/regulator-sd', compatible: ['regulator-fixed'] },
    ]);
    assert.throws(() => devicesOf(Buffer.alloc(64)), /not a device tree/);
  });

  it('is driven by the modules whose alias it is', () => {
    assert.deepEqual(driversOf(aliases).get('maker,gpu'), ['gpu']);
    assert.equal(driversOf(aliases).has('v1'), false);
  });

  it('shows a driver that is neither kept nor unwanted, whatever the others do', () => {
    const missing = (kept: string[], unwanted: string[]): readonly string[] => [
      ...new Set(missingDrivers(devicesOf(board), aliases, new Set(kept), unwanted)),
    ];
    const mmc = 'kernel/drivers/mmc/host/sdhci-maker.ko.xz';
    assert.deepEqual(missing([mmc], ['gpu']), ['fixed (/regulator-sd)']);
    assert.deepEqual(missing([mmc, 'kernel/drivers/regulator/fixed.ko.xz'], ['gpu']), []);
    assert.deepEqual(missing([], ['gpu', 'fixed']), ['sdhci_maker (/soc/mmc@1)']);
  });
});
