import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialPortView } from '../domain/product.ts';
import type { LineEntry } from '../domain/site/devices.ts';

/** What a port of a serial line may be called; a modem, a console of the kernel and a virtual terminal are none. */
const portNames = /^tty(USB|ACM|AMA|S|RS485|SC|mxc|STM)\w*$/;
/** As the site document takes it. */
const pathsOfSite = /^\/dev\/[A-Za-z0-9._/-]{1,100}$/;

/** The serial ports that this machine has now, each with the line of the site that it is. `root`: another one in tests. */
export function serialPorts(lines: readonly LineEntry[], root = '/'): readonly SerialPortView[] {
  const ids = idsOf(join(root, 'dev/serial/by-id'));
  const lineOf = new Map(
    lines.flatMap((line) => (line.kind === 'serial' ? [[realPathOf(line.path, root), line.id]] : [])),
  );
  return namesIn(join(root, 'sys/class/tty'))
    .filter((name) => portNames.test(name) && isThere(join(root, 'sys/class/tty', name)))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => {
      const port = `/dev/${name}`;
      const id = ids.get(name);
      const stable = `/dev/serial/by-id/${id}`;
      return {
        path: id !== undefined && pathsOfSite.test(stable) ? stable : port,
        port,
        name: id === undefined ? null : readable(id),
        line: lineOf.get(port) ?? null,
      };
    });
}

/** A PC has the names of 32 ports and the chips of two: those without one are of type 0. */
function isThere(folder: string): boolean {
  const type = textOf(join(folder, 'type'));
  return type !== '0' && (type !== undefined || namesIn(folder).includes('device'));
}

/** Port name to the name by which udev knows the adapter. */
function idsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    namesIn(folder).flatMap((id) => {
      const port = linkOf(join(folder, id))?.split('/').pop();
      return port === undefined ? [] : [[port, id] as const];
    }),
  );
}

/** `FTDI FT232R USB UART A5XK3RJT` of `usb-FTDI_FT232R_USB_UART_A5XK3RJT-if00-port0`. */
const readable = (id: string): string =>
  id
    .replace(/^usb-/, '')
    .replace(/(-if\d+)?(-port\d+)?$/, '')
    .replaceAll('_', ' ')
    .trim();

const namesIn = (folder: string): string[] => orElse(() => readdirSync(folder), []);
const textOf = (file: string): string | undefined => orElse(() => readFileSync(file, 'utf8').trim(), undefined);
const linkOf = (path: string): string | undefined => orElse(() => readlinkSync(path), undefined);

function realPathOf(path: string, root: string): string {
  const real = orElse(() => realpathSync(join(root, path)), join(root, path));
  return root === '/' ? real : `/${real.slice(realpathSync(root).length).replace(/^\/+/, '')}`;
}

/** No such folder: there is nothing in it. */
function orElse<T>(read: () => T, none: T): T {
  try {
    return read();
  } catch {
    return none;
  }
}
