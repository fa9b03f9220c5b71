import '../style/devices.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FoundDevice, ProductView } from '../../firmware/api/shapes.ts';
import { DeviceForm, type DeviceStart } from '../devices/device-form.tsx';
import { FoundList } from '../devices/found-list.tsx';
import { productName } from '../devices/product-name.ts';
import { ProductSearch } from '../devices/product-search.tsx';
import { ocppProduct, useProducts } from '../devices/products.ts';
import { ScanProgress } from '../devices/scan-progress.tsx';
import { ScanStart } from '../devices/scan-start.tsx';
import { foundDraft, newDraft, withoutDevice } from '../devices/site-devices.ts';
import { useScan } from '../devices/use-scan.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import { InDeviceWords, useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { type Device, reachedAt } from './device-draft.ts';
import { certain, withDevicesNow, withFound } from './found-devices.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** The devices of the site: looked for, or entered by hand. */
export function FindStep(props: StepProps) {
  const none = (props.desk.site?.devices ?? []).length === 0;
  const w = useStartWords();
  return (
    <StepFrame step="find" next={none ? w.find.noneNext : undefined} onNext={props.next}>
      <InDeviceWords>
        <Find {...props} />
      </InDeviceWords>
    </StepFrame>
  );
}

function Find({ desk, role }: StepProps) {
  const w = useStartWords();
  const products = useProducts();
  const scan = useScan();
  const [start, setStart] = useState<DeviceStart>();
  const { site } = desk;
  const devices = site?.devices ?? [];
  const found = withDevicesNow(scan.scan?.found ?? [], site, products.get);
  const sure = certain(found, products.get);
  const panel = useRef<HTMLDivElement>(null);
  // What was pressed goes away with its search: who works by keyboard goes on at the heading of the panel.
  const stage = `${scan.scan?.id} ${scan.scan?.state} ${sure.length} ${start === undefined}`;
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    const heading = panel.current?.querySelector('h2');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
  }, [stage]);
  const byHand = (product: ProductView): void => setStart({ draft: newDraft(site, product) });

  if (start !== undefined)
    return (
      <div class="panel">
        <DeviceForm
          {...{ desk, products, start, role }}
          onDone={() => setStart(undefined)}
          onCancel={() => setStart(undefined)}
        />
      </div>
    );
  return (
    <>
      {devices.length > 0 && (
        <ul class="start-list" aria-label={w.find.list}>
          {devices.map((device) => (
            <Added
              key={device.id}
              device={device}
              product={products.get(device.definition)}
              onRemove={() =>
                void desk.save((now) => withoutDevice(now, device.id), w.find.removed(device.name ?? device.id))
              }
            />
          ))}
        </ul>
      )}
      <div ref={panel}>
        <Panel id="scan" title={w.find.scan}>
          {scan.scan === undefined && (
            <ScanStart site={site} busy={scan.busy} onStart={(request) => void scan.start(request)} />
          )}
          <ScanProgress desk={scan} />
          {sure.length > 0 && (
            <button
              class="main-button take-all"
              type="button"
              aria-disabled={desk.busy}
              onClick={() =>
                void desk.save((now) => withFound(now, sure, products.get), w.find.added(String(sure.length)))
              }
            >
              <Icon name="add" /> {w.find.takeAll(sure.length)}
            </button>
          )}
          <SaveTrouble desk={desk} />
          {found.length > 0 && (
            <FoundList
              found={found}
              site={site}
              products={products}
              onTake={(one: FoundDevice, product) => setStart(foundDraft(site, one, product))}
              onUnknown={() => document.querySelector<HTMLElement>('#product-search')?.focus()}
            />
          )}
        </Panel>
      </div>
      <Panel id="by-hand" title={w.find.byHand}>
        <ProductSearch products={products} label={w.find.which} onChoose={byHand} />
        <button class="plain-button" type="button" onClick={() => byHand(ocppProduct)}>
          {w.find.ocpp}
        </button>
      </Panel>
    </>
  );
}

interface AddedProps {
  readonly device: Device;
  readonly product: ProductView | undefined;
  readonly onRemove: () => void;
}

/** A device that stands in the site already. */
function Added({ device, product, onRemove }: AddedProps) {
  const { words } = useSpeech();
  const dw = useDeviceWords();
  return (
    <li data-device={device.id}>
      <span>
        <b>{device.name === undefined ? device.id : `${device.id} ${device.name}`}</b>{' '}
        <small class="soft">
          {`${product === undefined ? device.definition : productName(product, dw)}, ${reachedAt(device)}`}
        </small>
      </span>
      <button class="plain-button" type="button" onClick={onRemove}>
        <Icon name="remove" /> {words.common.remove}
        <span class="unseen"> {device.id}</span>
      </button>
    </li>
  );
}
