import { Choice, TextField } from '../part/field.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { type Reach, waysTo } from './device-draft.ts';
import type { FormTools } from './form-tools.ts';

/** How the box comes to the device: an address, a line, a broker, a contact; or how it comes to us. */
export function ReachFields({ tools }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const { draft, product, site, field } = tools;
  const ways = waysTo(product);
  const lines = Object.fromEntries((site?.lines ?? []).map(({ id }) => [id, id]));
  const brokers = Object.fromEntries((site?.brokers ?? []).map(({ id, address }) => [id, `${id} (${address})`]));
  return (
    <>
      {ways.length > 1 && (
        <Choice
          {...field('reach')}
          label={w.reach}
          choices={Object.fromEntries(ways.map((way) => [way, w.reaches[way]])) as Record<Reach, string>}
        />
      )}
      {draft.reach === 'address' && (
        <TextField {...field('address', w.addressNote)} label={w.address} placeholder="10.0.0.20" />
      )}
      {draft.reach === 'line' && (
        <>
          <Choice
            {...field('line', Object.keys(lines).length === 0 ? w.noLine : undefined)}
            label={w.line}
            choices={{
              ...(draft.line === '' || lines[draft.line] === undefined ? { '': w.choose } : {}),
              ...lines,
              ...(draft.line === '' ? {} : { [draft.line]: draft.line }),
            }}
          />
          <UnitId tools={tools} />
        </>
      )}
      {draft.reach === 'broker' && (
        <>
          <Choice
            {...field('broker', Object.keys(brokers).length === 0 ? w.noBroker : undefined)}
            label={w.broker}
            choices={{ ...(draft.broker === '' ? { '': w.choose } : {}), ...brokers }}
          />
          <TextField
            {...field('topic', product?.defaults.topic == null ? w.topicNote : w.usual(product.defaults.topic))}
            label={w.topic}
          />
        </>
      )}
      {draft.reach === 'contact' && <ContactFields tools={tools} />}
      {draft.reach === 'ocpp' && <TextField {...field('address', w.boxIdNote)} label={w.boxId} />}
    </>
  );
}

/** On a line everybody needs it; at an address of its own it is seldom another than usual. */
export function UnitId({ tools: { product, field } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const usual = product?.defaults.unitId;
  return (
    <TextField {...field('unitId', usual == null ? undefined : w.usual(String(usual)))} label={w.unitId} numeric />
  );
}

/** The contact that an S0 meter closes. */
function ContactFields({ tools: { draft, ports, field, set } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const kind = field('contactKind');
  return (
    <>
      <Choice
        {...kind}
        label={w.contact}
        choices={w.contacts}
        onValue={(contactKind) =>
          set(
            contactKind === 'gpio'
              ? { contactKind, contactPlace: 'gpiochip0', contactLine: '' }
              : { contactKind, contactPlace: ports[0]?.path ?? '', contactLine: 'cts' },
          )
        }
      />
      <TextField
        {...field('contactPlace')}
        label={draft.contactKind === 'gpio' ? w.chip : w.port}
        list="device-ports"
      />
      {draft.contactKind === 'gpio' ? (
        <TextField {...field('contactLine', w.chipLineNote)} label={w.chipLine} numeric />
      ) : (
        <Choice
          {...field('contactLine')}
          label={w.controlLine}
          choices={{ cts: 'CTS', dsr: 'DSR', dcd: 'DCD', ri: 'RI' } as Record<string, string>}
        />
      )}
      <TextField {...field('pulsesPerKwh', w.usual('1000'))} label={w.pulses} numeric />
      <datalist id="device-ports">
        {ports.map(({ path, port, name }) => (
          <option key={path} value={path} label={name ?? port} />
        ))}
      </datalist>
    </>
  );
}
