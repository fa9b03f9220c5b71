import type { FoundDevice, ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import { FoundList } from './found-list.tsx';
import type { Products } from './products.ts';
import { ScanProgress } from './scan-progress.tsx';
import { ScanStart } from './scan-start.tsx';
import { useScan } from './use-scan.ts';

interface ScanPartProps {
  readonly site: SiteDocument | undefined;
  readonly products: Products;
  readonly onTake: (found: FoundDevice, product: ProductView) => void;
  readonly onUnknown: (found: FoundDevice) => void;
}

/** Lets the box look for devices: where, how far it is, what it has found. */
export function ScanPart({ site, ...rest }: ScanPartProps) {
  const desk = useScan();
  const { scan, busy } = desk;
  return (
    <>
      {scan === undefined && <ScanStart site={site} busy={busy} onStart={(request) => void desk.start(request)} />}
      <ScanProgress desk={desk} />
      {scan !== undefined && scan.found.length > 0 && <FoundList found={scan.found} site={site} {...rest} />}
    </>
  );
}
