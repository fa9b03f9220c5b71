import '../style/form.css';
import '../style/parts.css';
import '../style/devices.css';
import { useState } from 'preact/hooks';
import { readLines } from '../api/devices.ts';
import { AddDevice } from '../devices/add-device.tsx';
import { DeviceList } from '../devices/device-list.tsx';
import { DevicePage } from '../devices/device-page.tsx';
import { LinesPage } from '../devices/lines-page.tsx';
import { OrderPanel } from '../devices/order-panel.tsx';
import { useProducts } from '../devices/products.ts';
import { rowsOf } from '../devices/rows.ts';
import { TableEdit } from '../devices/table-edit.tsx';
import { useRead } from '../live/use-read.ts';
import { goTo, linkTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { changesSite } from '../part/role.ts';
import { SaveTrouble } from '../site/save-trouble.tsx';
import { useSite } from '../site/use-site.ts';
import { InDeviceWords, useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { ScreenProps } from './screens.ts';

/** Devices: the list, one of them, a new one, the lines they are on. */
export function Devices(props: ScreenProps) {
  return (
    <InDeviceWords>
      <div class="screen devices">
        <Place {...props} />
      </div>
    </InDeviceWords>
  );
}

/** As often as the box looks at its lines. */
const linesMs = 2_000;

function Place({ state, role, path, route }: ScreenProps) {
  const { words } = useSpeech();
  const w = useDeviceWords();
  const desk = useSite();
  const products = useProducts();
  const lines = useRead(readLines, 'lines', linesMs).value;
  const [edits, setEdits] = useState(false);
  const mayChange = changesSite(role);
  const [place] = path;
  const { site } = desk;

  if (desk.absent)
    return (
      <p class="note">
        {w.list.noSite} <a href={linkTo('start')}>{w.list.toStart}</a>
      </p>
    );
  if (site === undefined)
    return desk.failure === undefined ? (
      <p class="boot" role="status">
        {words.boot.reading}
      </p>
    ) : (
      <Problem text={faultText(words, desk.failure)} />
    );
  const rows = rowsOf({ site, state, lines, products });
  if (place === 'add' && mayChange)
    return (
      <AddDevice
        wanted={route.query}
        desk={desk}
        role={role}
        onAdded={(id) => goTo('devices', [id])}
        onClose={() => goTo('devices')}
      />
    );
  if (place === 'lines')
    return <LinesPage desk={desk} state={state} lines={lines} rows={rows} role={role} mayChange={mayChange} />;
  const row = place === undefined ? undefined : rows.find(({ id }) => id === place);
  if (row !== undefined)
    return (
      <DevicePage
        key={row.id}
        desk={desk}
        state={state}
        lines={lines}
        products={products}
        row={row}
        role={role}
        mayChange={mayChange}
      />
    );
  return (
    <>
      {place !== undefined && place !== 'add' && <p class="note">{w.list.notThere(place)}</p>}
      {edits ? (
        <TableEdit desk={desk} onDone={() => setEdits(false)} />
      ) : (
        <>
          <DeviceList
            rows={rows}
            products={products}
            route={route}
            mayChange={mayChange}
            onEdit={() => setEdits(true)}
          />
          {mayChange && <OrderPanel desk={desk} rows={rows} />}
          <SaveTrouble desk={desk} />
        </>
      )}
    </>
  );
}
