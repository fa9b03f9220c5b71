import { boards, type Target } from './targets.ts';

/** A virtual machine, as far as its command line says it. Files and sockets are there already or are made by QEMU. */
export interface MachinePlan {
  readonly target: Target;
  readonly memoryMb: number;
  readonly disk: { readonly file: string; readonly format: 'qcow2' | 'raw' };
  /** Every write and flush of the disk is told to this file too (QEMU's blklogwrites). */
  readonly writeLog: string | undefined;
  /** UEFI only: this machine's own settings. */
  readonly firmwareSettings: string | undefined;
  readonly qmpSocket: string;
  readonly shellSocket: string;
  /** Credential name to the file that holds it; systemd reads them over fw_cfg. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly lan: NetworkPlan;
  readonly han: NetworkPlan;
  /** Said to QEMU as it is. */
  readonly extra: readonly string[];
}

/** One network card: its port of the host to port of the guest, and where a neighbour may join the wire. */
export interface NetworkPlan {
  /** The first three numbers of its IPv4 network; the host is .2 there. */
  readonly network: string;
  /** Host port to guest port, TCP, on loopback only. */
  readonly forwards: readonly (readonly [number, number])[];
  /** QEMU listens here on loopback for one neighbour that speaks raw Ethernet. */
  readonly wirePort: number | undefined;
  readonly mac: string;
}

const credentialFolder = 'opt/io.systemd.credentials/';
/** QEMU takes names of at most 55 characters (FW_CFG_MAX_FILE_PATH less one). */
const maxNameLength = 55;

/** The arguments of the emulator. Throws when a credential's name is longer than fw_cfg can carry. */
export function machineArguments(plan: MachinePlan): readonly string[] {
  const board = boards[plan.target];
  return [
    ...board.machine,
    ...['-accel', 'tcg', '-smp', '2', '-m', String(plan.memoryMb)],
    ...['-nodefaults', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
    ...firmware(plan),
    ...disk(plan),
    ...['-qmp', `unix:${plan.qmpSocket},server=on,wait=off`],
    ...['-chardev', `socket,id=shell,path=${plan.shellSocket},server=on,wait=off`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=shell,name=netwacht.test'],
    ...['-device', 'virtio-rng-pci'],
    ...card('lan', plan.lan, 0),
    ...card('han', plan.han, 1),
    ...Object.entries(plan.credentials).flatMap(([name, file]) => credential(name, file)),
    ...plan.extra,
  ];
}

function firmware({ target, firmwareSettings }: MachinePlan): readonly string[] {
  const { firmware: parts } = boards[target];
  if ('bios' in parts) return ['-bios', parts.bios];
  if (firmwareSettings === undefined) throw new Error('a UEFI machine needs a file for its settings');
  return [
    ...['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${parts.code}`],
    ...['-drive', `if=pflash,format=raw,unit=1,file=${firmwareSettings}`],
  ];
}

function disk({ disk: { file, format }, writeLog }: MachinePlan): readonly string[] {
  const nodes = ['-blockdev', `driver=${format},node-name=disk0,discard=unmap,file.driver=file,file.filename=${file}`];
  if (writeLog !== undefined)
    nodes.push('-blockdev', `driver=blklogwrites,node-name=disk1,file=disk0,log.driver=file,log.filename=${writeLog}`);
  // write-cache: the guest has to flush, as on a card; without it every write would count as durable.
  // blklogwrites puts its own pieces before a request; of one that was merged up to IOV_MAX pieces the host takes none then.
  const drive = `virtio-blk-pci,drive=${writeLog === undefined ? 'disk0' : 'disk1,request-merging=off'},write-cache=on`;
  return [...nodes, '-device', drive];
}

function card(id: string, { network, forwards, wirePort, mac }: NetworkPlan, hub: number): readonly string[] {
  const forwarded = forwards.map(([host, guest]) => `,hostfwd=tcp:127.0.0.1:${host}-:${guest}`).join('');
  const user = ['-netdev', `user,id=${id},net=${network}.0/24${forwarded}`];
  const device = (netdev: string) => ['-device', `virtio-net-pci,netdev=${netdev},mac=${mac}`];
  if (wirePort === undefined) return [...user, ...device(id)];
  return [
    ...user,
    ...['-netdev', `socket,id=${id}-wire,listen=127.0.0.1:${wirePort}`],
    ...['-netdev', `hubport,id=${id}-a,hubid=${hub},netdev=${id}`],
    ...['-netdev', `hubport,id=${id}-b,hubid=${hub},netdev=${id}-wire`],
    ...['-netdev', `hubport,id=${id}-c,hubid=${hub}`],
    ...device(`${id}-c`),
  ];
}

function credential(name: string, file: string): readonly string[] {
  const whole = `${credentialFolder}${name}`;
  if (whole.length > maxNameLength)
    throw new Error(`${whole} has ${whole.length} characters; fw_cfg takes ${maxNameLength}`);
  return ['-fw_cfg', `name=${whole},file=${file}`];
}
