import assert from 'node:assert/strict';
import { choose, dependenciesOf } from '../../build/stages/modules.ts';
import { listed } from '../../build/stages/packages.ts';

const needs = dependenciesOf(
  'kernel/fs/squashfs/squashfs.ko.xz:\nkernel/drivers/md/dm-verity.ko.xz: kernel/drivers/md/dm-mod.ko.xz kernel/drivers/md/dm-bufio.ko.xz\n' +
    'kernel/drivers/md/dm-mod.ko.xz:\nkernel/drivers/md/dm-bufio.ko.xz: kernel/lib/x.ko.xz\nkernel/lib/x.ko.xz:\nkernel/sound/beep.ko.xz:\n' +
    'kernel/net/phy/a/deep.ko.xz:\n',
);
const chosen = (...patterns: string[]): { kept: string[]; unmatched: readonly string[] } => {
  const { kept, unmatched } = choose([...needs.keys()], ['kernel/net/packet/af_packet.ko'], needs, patterns);
  return { kept: [...kept].sort(), unmatched };
};

describe('kernel modules', () => {
  it('are kept with whatever they need, to the end of the chain', () => {
    assert.deepEqual(chosen('drivers/md/dm-verity').kept, [
      'kernel/drivers/md/dm-bufio.ko.xz',
      'kernel/drivers/md/dm-mod.ko.xz',
      'kernel/drivers/md/dm-verity.ko.xz',
      'kernel/lib/x.ko.xz',
    ]);
  });

  it('are matched within a folder by one star, across folders by two', () => {
    assert.deepEqual(chosen('net/phy/*').kept, []);
    assert.deepEqual(chosen('net/phy/**').kept, ['kernel/net/phy/a/deep.ko.xz']);
    assert.deepEqual(chosen('fs/squashfs/squash').unmatched, ['fs/squashfs/squash']);
  });

  it('that are not there are told, but for those built in and those that may be missing', () => {
    assert.deepEqual(chosen('net/packet/af_packet', '?drivers/none', 'drivers/none').unmatched, ['drivers/none']);
  });

  it('that a box cannot start or work without are on the list', () => {
    const list = listed('build/packages/modules.txt').map((line) => line.replace(/^\?/, ''));
    const needed =
      'drivers/md/dm-verity fs/squashfs/squashfs fs/ext4/ext4 fs/nls/nls_cp437 drivers/net/ethernet/broadcom/genet/genet ' +
      'drivers/usb/serial/ftdi_sio drivers/usb/serial/cp210x drivers/usb/serial/ch341 drivers/usb/serial/pl2303 ' +
      'drivers/usb/class/cdc-acm drivers/watchdog/bcm2835_wdt drivers/regulator/fixed drivers/regulator/gpio-regulator drivers/block/virtio_blk drivers/net/virtio_net net/netfilter/nf_tables';
    for (const module of needed.split(' ')) assert.ok(list.includes(module), module);
    for (const room of [
      'sound',
      'drivers/gpu',
      'drivers/media',
      'drivers/net/wireless',
      'drivers/infiniband',
      'drivers/staging',
    ]) {
      assert.ok(!list.some((line) => line.startsWith(room)), room);
    }
  });
});
