import type { FoundDevice } from '../../firmware/api/shapes.ts';
import { Fact } from '../part/fact.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { type Speech, useSpeech } from '../words/speech.ts';

type Values = FoundDevice['products'][number]['values'];

/** Nobody reads more of them to know a device again. */
const most = 12;

/** What a device said when it was read, with names and units where we know them. */
export function ReadValues({ values }: { readonly values: Values }) {
  const speech = useSpeech();
  const w = useDeviceWords().values;
  const all = Object.entries(values).filter(([, value]) => value !== null && value !== '');
  if (all.length === 0) return <p class="soft">{w.none}</p>;
  return (
    <dl class="facts">
      {all.slice(0, most).map(([name, value]) => (
        <Fact key={name} term={(w.names as Readonly<Record<string, string>>)[name] ?? name}>
          {text(name, value as Exclude<Values[string], null>)}
        </Fact>
      ))}
    </dl>
  );

  function text(name: string, value: Exclude<Values[string], null>): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return told(name, value, speech, w.flow);
    return value
      .map((one, at) => `L${at + 1}\u00a0${one === null ? '–' : told(name, one, speech, w.flow)}`)
      .join(' · ');
  }
}

/** A minus sign never stands for the direction. */
function told(
  name: string,
  value: number,
  speech: Speech,
  flow: { readonly in: string; readonly out: string },
): string {
  const { one, short } = speech;
  if (/currentA|offeredA|failsafeA/i.test(name)) return `${one(value)}\u00a0A`;
  if (/voltageV/i.test(name)) return `${one(value)}\u00a0V`;
  if (/Wh$/.test(name)) return `${short(Math.abs(value) / 1000)}\u00a0kWh`;
  if (/powerW$/i.test(name))
    return `${speech.kilowatt(value)}${value === 0 ? '' : ` ${value < 0 ? flow.out : flow.in}`}`;
  if (name === 'soc') return `${short(value)}\u00a0%`;
  return short(value);
}
