import '../style/form.css';
import '../style/devices.css';
import { AddDevice } from '../devices/add-device.tsx';
import { goTo } from '../live/use-route.ts';
import { useSite } from '../site/use-site.ts';
import { InDeviceWords } from '../words/devices/speech.ts';
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

function Place({ role }: ScreenProps) {
  const desk = useSite();
  return <AddDevice desk={desk} role={role} onAdded={(id) => goTo('devices', [id])} />;
}
