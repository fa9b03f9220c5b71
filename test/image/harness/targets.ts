/** What an image is made for (contracts §1). */
export const targets = ['cm4-arm64', 'generic-amd64'] as const;
export type Target = (typeof targets)[number];

/** How QEMU plays the board of a target: firmware, processor, and which machine it is. */
export interface Board {
  readonly emulator: string;
  readonly machine: readonly string[];
  /** U-Boot as it is; or UEFI, whose settings are a file of their own that each machine gets a copy of. */
  readonly firmware: { readonly bios: string } | { readonly code: string; readonly settings: string };
}

/** 1 GB and two processors: the smallest board that is meant. Always TCG: /dev/kvm may open and still not work. */
export const boards: Readonly<Record<Target, Board>> = {
  'cm4-arm64': {
    emulator: 'qemu-system-aarch64',
    // A Cortex-A72 as on the board makes the kernel change page tables at each call (KPTI), for which TCG throws away all it
    // has translated: starts take twice as long.
    machine: ['-M', 'virt', '-cpu', 'max,pauth-impdef=on'],
    firmware: { bios: '/usr/lib/u-boot/qemu_arm64/u-boot.bin' },
  },
  'generic-amd64': {
    emulator: 'qemu-system-x86_64',
    machine: ['-M', 'q35', '-cpu', 'max,la57=off'],
    firmware: { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', settings: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  },
};
