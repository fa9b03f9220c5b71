import assert from 'node:assert/strict';
import { type MachinePlan, machineArguments } from './machine-arguments.ts';
import { shellCredentials } from './root-shell.ts';

const card = (k: number) => ({ network: `10.0.${k}`, forwards: [], wirePort: undefined, mac: `52:54:00:00:00:0${k}` });
const plan: MachinePlan = {
  ...{ target: 'cm4-arm64', memoryMb: 1024, disk: { file: '/d', format: 'qcow2' }, writeLog: undefined },
  ...{ firmwareSettings: undefined, qmpSocket: '/q', shellSocket: '/s', credentials: {}, extra: [] },
  ...{ lan: card(2), han: card(3) },
};

describe('the command line of a test machine', () => {
  it('emulates, never KVM, with the memory of the board', () => {
    const line = machineArguments(plan).join(' ');
    assert.match(line, /-accel tcg/);
    assert.match(line, /-m 1024/);
    assert.doesNotMatch(line, /kvm/);
  });

  it('forwards ports on loopback only', () => {
    const line = machineArguments({ ...plan, lan: { ...card(2), forwards: [[41_000, 80]] } }).join(' ');
    assert.match(line, /hostfwd=tcp:127\.0\.0\.1:41000-:80/);
    assert.equal(line.match(/hostfwd/g)?.length, 1);
  });

  it('puts the log of writes between guest and disk, and has the guest flush', () => {
    const line = machineArguments({ ...plan, writeLog: '/log' }).join(' ');
    assert.match(line, /driver=blklogwrites,node-name=disk1,file=disk0,log\.driver=file,log\.filename=\/log/);
    assert.match(line, /virtio-blk-pci,drive=disk1,request-merging=off,write-cache=on/);
  });

  it('lets a neighbour join the wire where one is wanted', () => {
    const line = machineArguments({ ...plan, han: { ...card(3), wirePort: 42_000 } }).join(' ');
    assert.match(line, /socket,id=han-wire,listen=127\.0\.0\.1:42000/);
    assert.match(line, /virtio-net-pci,netdev=lan,.*virtio-net-pci,netdev=han-c/);
  });

  it('hands the shell over in names that fw_cfg can carry, and refuses longer ones', () => {
    const files = Object.fromEntries(Object.keys(shellCredentials).map((name) => [name, '/f']));
    assert.match(machineArguments({ ...plan, credentials: files }).join(' '), /-fw_cfg name=opt\/io\.systemd\.cred/);
    const long = { 'systemd.extra-unit.tt.service': '/f' };
    assert.throws(() => machineArguments({ ...plan, credentials: long }), /56 characters/);
  });

  it('gives UEFI its settings and refuses to start without them', () => {
    const amd64 = { ...plan, target: 'generic-amd64' as const };
    assert.throws(() => machineArguments(amd64), /settings/);
    const line = machineArguments({ ...amd64, firmwareSettings: '/v' }).join(' ');
    assert.match(line, /if=pflash,format=raw,unit=1,file=\/v/);
  });
});
