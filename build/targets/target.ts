import { NetwachtError } from '../../firmware/domain/errors.ts';

/** What differs between the boards an image is made for. */
export interface Target {
  readonly name: 'cm4-arm64' | 'generic-amd64';
  /** Debian's word for the processor. */
  readonly architecture: 'arm64' | 'amd64';
  /** npm's word for it. */
  readonly cpu: 'arm64' | 'x64';
  /** Runs one of its programs on the build host, where that is not of the same kind. */
  readonly emulator: string | undefined;
  /** Tool that strips its programs. */
  readonly strip: string;
  /** GPT type of the loader partition. */
  readonly loaderType: string;
  /** How the boot loader reads `slot.env`: as lines, or as GRUB's environment block. */
  readonly slotEnvironment: 'lines' | 'grub';
  /** Device trees of its boards, below the kernel's folder of them. */
  readonly deviceTrees: readonly string[];
  /** Debian packages that are downloaded and unpacked for the loader, never installed. */
  readonly bootPackages: readonly string[];
}

export const targets: readonly Target[] = [
  {
    name: 'cm4-arm64',
    architecture: 'arm64',
    cpu: 'arm64',
    emulator: '/usr/bin/qemu-aarch64-static',
    strip: 'aarch64-linux-gnu-strip',
    loaderType: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
    slotEnvironment: 'lines',
    deviceTrees: ['broadcom/bcm2711-rpi-cm4-io.dtb', 'broadcom/bcm2711-rpi-4-b.dtb'],
    bootPackages: ['raspi-firmware', 'u-boot-rpi'],
  },
  {
    name: 'generic-amd64',
    architecture: 'amd64',
    cpu: 'x64',
    emulator: undefined,
    strip: 'strip',
    loaderType: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
    slotEnvironment: 'grub',
    deviceTrees: [],
    bootPackages: ['grub-efi-amd64-bin'],
  },
];

/** The target of that name; throws `unknownTarget`. */
export function targetOf(name: string | undefined): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (target !== undefined) return target;
  const names = targets.map((candidate) => candidate.name).join(' or ');
  throw new NetwachtError('unknownTarget', `--target takes ${names}; nothing was built`);
}
