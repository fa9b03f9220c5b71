import { networkInterfaces } from 'node:os';

/** An IPv4 address of this machine that is not loopback; undefined where it has none. */
export const ownLanAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
