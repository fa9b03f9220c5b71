import type { BatteryState, MeterState, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Age } from '../part/age.tsx';
import { Icon, type IconName } from '../part/icon.tsx';
import { memo } from '../part/memo.ts';
import type { Words } from '../words/en.ts';
import { useSpeech } from '../words/speech.ts';

interface DeviceListProps {
  readonly state: State;
  /** Whoever looks may open the devices. */
  readonly opens: boolean;
}

/** Every meter, inverter and battery: its power with a word for the direction, and its age. */
export function DeviceList({ state: { meters, batteries = [] }, opens }: DeviceListProps) {
  const { words } = useSpeech();
  // The one meter of the house connection stands there already.
  if (meters.every(({ role }) => role === 'grid') && meters.length < 2) return null;
  return (
    <section class="group devices" aria-labelledby="devices-title">
      <header class="circuit">
        <h2 id="devices-title">{words.devices.title}</h2>
      </header>
      <ul class="device-list">
        {meters.map((meter) => (
          <Device key={meter.id} meter={meter} battery={batteries.find(({ id }) => id === meter.id)} opens={opens} />
        ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  readonly meter: MeterState;
  readonly battery: BatteryState | undefined;
  readonly opens: boolean;
}

const Device = memo(({ meter, battery, opens }: DeviceProps) => {
  const { words, kilowatt } = useSpeech();
  const { id, name, role, powerW, ageS } = meter;
  const power = powerW.some((one) => one !== null) ? powerW.reduce<number>((sum, one) => sum + (one ?? 0), 0) : null;
  const kind = kindOf(role);
  const may = [
    battery?.chargeW == null ? '' : words.devices.mayCharge(kilowatt(battery.chargeW)),
    battery?.dischargeW == null ? '' : words.devices.mayDischarge(kilowatt(battery.dischargeW)),
  ].filter((text) => text !== '');
  return (
    <li class="panel device" data-device={id}>
      <Icon name={icons[kind]} />
      <span class="device-name">
        {opens ? <a href={linkTo('devices', [id])}>{name}</a> : name} <small>{words.devices.role[kind]}</small>
      </span>
      <span class="device-power">
        {power === null ? (
          <span class="no-value">{words.noValue}</span>
        ) : (
          <>
            <b>{kilowatt(power)}</b> {direction(words, kind, power)}
          </>
        )}
      </span>
      <span class="device-more">
        <Age ageS={ageS} shown={power !== null} /> {may.join(', ')}
      </span>
    </li>
  );
});

type Kind = keyof Words['devices']['role'];

const icons: Record<Kind, IconName> = {
  grid: 'grid',
  consumption: 'house',
  generation: 'solar',
  storage: 'battery',
  display: 'meter',
};

function kindOf(role: string): Kind {
  if (role === 'storageHome' || role === 'storageAll') return 'storage';
  return role === 'grid' || role === 'consumption' || role === 'generation' ? role : 'display';
}

/** Less than this rounds to 0.0 kW and goes nowhere. */
const nothingW = 50;

/** Signs: import, consumption, generation and charging are positive. */
function direction(words: Words, kind: Kind, powerW: number): string {
  if (Math.abs(powerW) < nothingW) return kind === 'storage' ? words.devices.rests : '';
  const forth = powerW > 0;
  switch (kind) {
    case 'grid':
    case 'display':
      return forth ? words.house.import : words.house.export;
    case 'storage':
      return forth ? words.devices.charges : words.devices.discharges;
    case 'generation':
      return forth ? words.devices.produces : words.devices.consumes;
    case 'consumption':
      return forth ? words.devices.consumes : words.devices.produces;
  }
}
