/** A device that a board's device tree names and does not switch off. */
export interface Device {
  readonly path: string;
  /** What it is, the most exact first. */
  readonly compatible: readonly string[];
}

const beginNode = 1;
const endNode = 2;
const property = 3;
const end = 9;

/** The devices of a flattened device tree (Devicetree Specification 0.4, chapter 5). */
export function devicesOf(blob: Buffer): readonly Device[] {
  if (blob.readUInt32BE(0) !== 0xd00dfeed) throw new Error('not a device tree');
  const strings = blob.readUInt32BE(12);
  const devices: Device[] = [];
  const open: { name: string; properties: Map<string, string> }[] = [];
  let at = blob.readUInt32BE(8);
  for (;;) {
    const token = blob.readUInt32BE(at);
    at += 4;
    if (token === beginNode) {
      const name = textAt(blob, at);
      at += aligned(name.length + 1);
      open.push({ name, properties: new Map() });
    } else if (token === property) {
      const length = blob.readUInt32BE(at);
      const name = textAt(blob, strings + blob.readUInt32BE(at + 4));
      open.at(-1)?.properties.set(name, blob.toString('latin1', at + 8, at + 8 + length));
      at += 8 + aligned(length);
    } else if (token === endNode) {
      const path = open.map(({ name }) => name).join('/');
      const properties = open.pop()?.properties;
      const compatible = properties?.get('compatible')?.split('\0').filter(Boolean) ?? [];
      const status = properties?.get('status')?.replace('\0', '') ?? 'okay';
      if (compatible.length > 0 && (status === 'okay' || status === 'ok')) devices.push({ path, compatible });
    } else if (token === end) return devices;
  }
}

const aligned = (length: number): number => Math.ceil(length / 4) * 4;

function textAt(blob: Buffer, at: number): string {
  return blob.toString('latin1', at, blob.indexOf(0, at));
}

/** Names of modules by what they drive, of the lines `alias of:N*T*Cvendor,device module` of modules.alias. */
export function driversOf(aliases: string): ReadonlyMap<string, readonly string[]> {
  const drivers = new Map<string, string[]>();
  for (const found of aliases.matchAll(/^alias of:N\S*T\S*?C(\S+) (\S+)$/gm)) {
    const what = (found[1] ?? '').replace(/C?\*$/, '');
    drivers.set(what, [...(drivers.get(what) ?? []), found[2] ?? '']);
  }
  return drivers;
}
