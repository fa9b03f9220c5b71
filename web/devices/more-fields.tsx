import { TextField } from '../part/field.tsx';
import { Mark } from '../part/mark.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { ChargeFields, Toggle } from './charge-fields.tsx';
import type { FormTools } from './form-tools.ts';
import { expression, ocpp } from './products.ts';
import { UnitId } from './reach-fields.tsx';

/** What few need, behind one press. */
export function MoreFields({ tools, isNew }: { readonly tools: FormTools; readonly isNew: boolean }) {
  const w = useDeviceWords().form;
  const { draft, product, field } = tools;
  const http = product?.reachedBy.includes('http') === true;
  const modbus = draft.reach === 'line' || (draft.reach === 'address' && !http);
  return (
    <>
      {draft.role === 'chargePoint' && <ChargeFields tools={tools} />}
      {draft.reach === 'address' && modbus && <UnitId tools={tools} />}
      {product?.hasConnectors === true && draft.reach !== 'ocpp' && (
        <TextField {...field('connector', w.usual('1'))} label={w.connector} numeric />
      )}
      {product?.findsModels === true && (
        <TextField {...field('startRegister', w.startRegisterNote)} label={w.startRegister} numeric />
      )}
      {draft.role === 'generation' && (product?.limitsPower === true || draft.throttle) && (
        <Toggle
          label={w.throttle}
          note={w.throttleNote}
          checked={draft.throttle}
          onChange={field('throttle').onValue}
        />
      )}
      {draft.definition !== ocpp && draft.role !== 'chargePoint' && (
        <TextField {...field('factor', w.factorNote)} label={w.factor} />
      )}
      <TextField {...field('staleS', w.staleNote)} label={w.stale} numeric />
      {draft.definition !== expression && draft.reach === 'address' && modbus && <ProxyFields tools={tools} />}
      {isNew && <TextField {...field('id', w.idNote)} label={w.id} />}
      <Toggle label={w.enabled} note={w.enabledNote} checked={draft.enabled} onChange={field('enabled').onValue} />
    </>
  );
}

/** Others on our connection to it: an energy monitor that has to read the same meter. */
function ProxyFields({ tools: { draft, field } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  return (
    <>
      <TextField {...field('proxyPort', w.proxyPortNote)} label={w.proxyPort} numeric />
      {draft.proxyPort.trim() !== '' && (
        <>
          <TextField {...field('proxyBind', w.proxyBindNote)} label={w.proxyBind} />
          <TextField {...field('proxyWrites', w.proxyWritesNote)} label={w.proxyWrites} />
        </>
      )}
    </>
  );
}

/** Fields that nobody is sure of: the box writes one only when a person has looked at the device. */
export function DoubtFields({ tools: { draft, product, set } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const doubtful = product?.doubtful ?? [];
  if (doubtful.length === 0) return null;
  return (
    <fieldset class="doubts">
      <legend>
        <Mark tone="limited" /> {w.doubts}
      </legend>
      <p class="note">{w.doubtsNote}</p>
      {[...new Map(doubtful.map((one) => [one.quantity, one])).values()].map(({ quantity, what }) => (
        <Toggle
          key={quantity}
          label={w.confirm(quantity)}
          note={what}
          checked={draft.confirmed.includes(quantity)}
          onChange={(on) =>
            set({
              confirmed: on ? [...draft.confirmed, quantity] : draft.confirmed.filter((one) => one !== quantity),
            })
          }
        />
      ))}
    </fieldset>
  );
}
