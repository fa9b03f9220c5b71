import type { FoundDevice, ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import { entryOf } from '../devices/device-entry.ts';
import { foundDraft, withDevice, withLine } from '../devices/site-devices.ts';
import type { Device } from './device-draft.ts';

type ProductOf = (id: string) => ProductView | undefined;

/** What a scan found, with the device of the site that has been put there since. */
export const withDevicesNow = (
  found: readonly FoundDevice[],
  site: SiteDocument | undefined,
  productOf: ProductOf,
): readonly FoundDevice[] =>
  found.map((one) => ({
    ...one,
    device: one.device ?? site?.devices?.find((device) => standsAt(device, one, site, productOf))?.id ?? null,
  }));

function standsAt(device: Device, found: FoundDevice, site: SiteDocument, productOf: ProductOf): boolean {
  if (found.unitId === null) return false;
  if ((device.unitId ?? productOf(device.definition)?.defaults.unitId) !== found.unitId) return false;
  if (device.line === undefined) return found.address !== null && device.address === found.address;
  if (device.line === found.line) return true;
  const line = site.lines?.find(({ id }) => id === device.line);
  return line?.kind === 'serial' && line.path === found.path;
}

/** Those that are new and can be nothing else: nobody has to be asked which product they are. */
export const certain = (found: readonly FoundDevice[], productOf: ProductOf): readonly FoundDevice[] =>
  found.filter(
    ({ device, products }) =>
      device === null && products.length === 1 && productOf(products[0]?.definition ?? '') !== undefined,
  );

/** The site with all of them, each under the next free name. */
export const withFound = (site: SiteDocument, found: readonly FoundDevice[], productOf: ProductOf): SiteDocument =>
  found.reduce((now, one) => {
    const product = productOf(one.products[0]?.definition ?? '');
    if (product === undefined) return now;
    const { draft, line } = foundDraft(now, one, product);
    const { unitId } = one;
    const entry = { ...entryOf(draft, product), ...(unitId === null ? {} : { unitId }) };
    return withDevice(line === undefined ? now : withLine(now, line), entry);
  }, site);
