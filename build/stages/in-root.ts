import { command } from './command.ts';

/**
 * Runs a program of a root in it (emulated where the processor is another), with /proc, /sys and an empty /dev that
 * vanish with it. Returns its output.
 */
export function inRoot(
  tree: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const mounts =
    'mount -t proc proc "$0/proc" && mount -t sysfs -o ro sysfs "$0/sys" && mount -t tmpfs tmpfs "$0/dev" && ' +
    'mknod -m 666 "$0/dev/null" c 1 3 && mknod -m 666 "$0/dev/zero" c 1 5 && mknod -m 666 "$0/dev/urandom" c 1 9 && ' +
    'ln -s /proc/self/fd "$0/dev/fd" && mount -t tmpfs tmpfs "$0/tmp" && mount -t tmpfs tmpfs "$0/run" && ' +
    'exec chroot "$0" "$@"';
  return command('unshare', ['--mount', '--pid', '--fork', 'sh', '-c', mounts, tree, ...args], { environment });
}
