import type { Target } from '../targets/target.ts';

export const mebibyte = 1024 * 1024;

/** A partition of the disk. */
export interface Partition {
  /** GPT PARTLABEL. */
  readonly label: string;
  readonly sizeBytes: number;
  /** GPT type. */
  readonly type: string;
  /** File of its content in the image; none is shipped empty. */
  readonly content: string | undefined;
}

const linuxData = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';

/** Where the reset request sector lies in the env partition: U-Boot's environment is before it, at 0. */
export const resetRequestOffsetBytes = 512 * 1024;

/** The partitions in their order, the same for each target but for the type of the first. */
export function layoutOf(target: Target): readonly Partition[] {
  const linux = (label: string, mebibytes: number, content?: string): Partition => ({
    label,
    sizeBytes: mebibytes * mebibyte,
    type: linuxData,
    content,
  });
  return [
    { label: 'loader', sizeBytes: 32 * mebibyte, type: target.loaderType, content: 'loader.img' },
    linux('env', 1, 'env.img'),
    linux('boota', 96, 'boot.img'),
    linux('bootb', 96),
    linux('roota', 384, 'root.img'),
    linux('rootb', 384),
    linux('data', 64, 'data.img'),
  ];
}
