import { useEffect, useState } from 'preact/hooks';
import type { FoundDevice, ProductView, Role } from '../../firmware/api/shapes.ts';
import { Panel } from '../part/panel.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { DeviceForm, type DeviceStart } from './device-form.tsx';
import { MeterFile } from './meter-file.tsx';
import { OcppSeen } from './ocpp-seen.tsx';
import { productName } from './product-name.ts';
import { ProductSearch } from './product-search.tsx';
import {
  expressionProduct,
  ocppProduct,
  pushedChargePointProduct,
  pushedMeterProduct,
  useProducts,
} from './products.ts';
import { ScanPart } from './scan-part.tsx';
import { foundDraft, newDraft } from './site-devices.ts';

interface AddDeviceProps {
  readonly desk: SiteDesk;
  readonly role: Role;
  readonly onAdded: (id: string) => void;
  readonly onClose?: () => void;
  /** What a link asks for: the form of this product opens at once. */
  readonly wanted?: { readonly definition?: string; readonly address?: string };
  /** Only products like this. */
  readonly only?: (product: ProductView) => boolean;
}

/** A new device: say which product it is, or let the box look for it; then where it is, read it, save it. */
export function AddDevice({ desk, role, onAdded, onClose, wanted, only }: AddDeviceProps) {
  const { words } = useSpeech();
  const w = useDeviceWords();
  const products = useProducts();
  const [start, setStart] = useState<DeviceStart>();
  /** A device that answers, and what it is has to be said. */
  const [unknown, setUnknown] = useState<FoundDevice>();
  const { site } = desk;

  const asked = wanted?.definition === undefined ? undefined : products.get(wanted.definition);
  useEffect(() => {
    if (asked === undefined) return;
    const { address } = wanted ?? {};
    setStart({ draft: newDraft(site, asked, address === undefined ? {} : { address }) });
    // Once, as soon as the product is known: what is typed then stays.
  }, [asked === undefined]);

  function choose(product: ProductView): void {
    const at = unknown === undefined ? undefined : foundDraft(site, named(unknown, product), product);
    setStart(at ?? { draft: newDraft(site, product) });
  }

  if (start !== undefined)
    return (
      <Panel id="add-device" title={w.add.title}>
        <DeviceForm
          desk={desk}
          products={products}
          start={start}
          role={role}
          onDone={(id) => {
            setStart(undefined);
            setUnknown(undefined);
            onAdded(id);
          }}
          onCancel={() => setStart(undefined)}
        />
      </Panel>
    );
  return (
    <>
      <Panel
        id="add-device"
        title={w.add.title}
        actions={
          onClose !== undefined && (
            <button class="plain-button" type="button" onClick={onClose}>
              {words.common.back}
            </button>
          )
        }
      >
        {unknown !== undefined && (
          <p class="note">{w.add.unknownAt(unknown.name ?? unknown.address ?? unknown.path ?? unknown.line ?? '')}</p>
        )}
        <ProductSearch
          products={products}
          label={w.add.which}
          onChoose={choose}
          {...(only === undefined ? {} : { only })}
        />
        <ul class="other-ways">
          <li>
            <button class="plain-button" type="button" onClick={() => choose(ocppProduct)}>
              {w.add.ocpp}
            </button>
          </li>
          <li>
            <button class="plain-button" type="button" onClick={() => choose(expressionProduct)}>
              {w.add.expression}
            </button>
          </li>
          {[pushedMeterProduct, pushedChargePointProduct].map((product) => (
            <li key={product.id}>
              <button class="plain-button" type="button" onClick={() => choose(product)}>
                {productName(product, w)}
              </button>
            </li>
          ))}
        </ul>
        <OcppSeen onTake={(identity) => setStart({ draft: newDraft(site, ocppProduct, { address: identity }) })} />
        <MeterFile />
      </Panel>
      <Panel id="scan" title={w.scan.title}>
        <p class="note">{w.scan.note}</p>
        <ScanPart
          site={site}
          products={products}
          onTake={(found, product) => setStart(foundDraft(site, found, product))}
          onUnknown={(found) => {
            setUnknown(found);
            setTimeout(() => document.querySelector<HTMLElement>('#product-search')?.focus());
          }}
        />
      </Panel>
    </>
  );
}

/** Who says on the network what he is says the port of his page, which is not the one of Modbus. */
function named(found: FoundDevice, product: ProductView): FoundDevice {
  if (found.name === null || found.address === null || product.reachedBy.includes('http')) return found;
  const host = found.address.replace(/:\d+$/, '');
  return { ...found, address: product.defaults.port === null ? host : `${host}:${product.defaults.port}` };
}
