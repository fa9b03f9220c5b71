/** Where things lie on the image; a test gives others by the environment, which on the image only the unit sets. */
export interface RootPaths {
  readonly image: string;
  readonly updates: string;
  /** Root's own folder on the data partition. */
  readonly system: string;
  /** Ours in /run: what is gone after a restart. */
  readonly network: string;
  readonly networkd: string;
  readonly timesyncd: string;
  readonly synchronised: string;
  readonly sys: string;
  readonly route: string;
  readonly resolvConf: string;
  readonly hostname: string;
  readonly commandLine: string;
  /** The raw partition with the sector of a reset request; the initramfs gives its disk this name, and no stick can take it. */
  readonly env: string;
  readonly raucConf: string | undefined;
}

/** `NETWACHT_ROOT_TREE` puts everything below another folder; `NETWACHT_IMAGE` and `NETWACHT_UPDATES` as for the program. */
export function rootPaths(env: Readonly<Record<string, string | undefined>>): RootPaths {
  const tree = env.NETWACHT_ROOT_TREE ?? '';
  const below = (path: string): string => tree + path;
  return {
    image: env.NETWACHT_IMAGE ?? below('/etc/netwacht/image.json'),
    updates: env.NETWACHT_UPDATES ?? below('/data/updates'),
    system: below('/data/system'),
    network: below('/run/netwacht-network'),
    networkd: below('/run/systemd/network'),
    timesyncd: below('/run/systemd/timesyncd.conf.d/50-netwacht.conf'),
    synchronised: below('/run/systemd/timesync/synchronized'),
    sys: below('/sys/class/net'),
    route: below('/proc/net/route'),
    resolvConf: below('/run/systemd/resolve/resolv.conf'),
    hostname: below('/proc/sys/kernel/hostname'),
    commandLine: below('/proc/cmdline'),
    env: below('/dev/netwacht/env'),
    raucConf: tree === '' ? undefined : below('/etc/rauc/system.conf'),
  };
}
