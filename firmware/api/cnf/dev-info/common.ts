import type { DeviceLineState } from '../../../domain/lines.ts';
import type { DeviceConfig } from '../../../domain/site/devices.ts';
import { isEvse, numberOf } from '../dev-id.ts';
import { type DevInfoDevice, type DevInfoFacts, wiringBits } from './facts.ts';
import { modelText } from './words.ts';

/** What every device tells. `speaks`: it gave values of now; one that is switched off has no error. */
export function commonOf(facts: DevInfoFacts, device: DeviceConfig, speaks: boolean): DevInfoDevice {
  const { enabled, id, name, unitId } = device;
  const line = facts.lines?.devices.find((one) => one.id === id);
  const isError = enabled && !speaks;
  const product = facts.product(device.definition);
  const plate = facts.nameplates.get(id);
  const parts = [
    plate?.vendor ?? product?.vendor ?? device.definition,
    plate?.model ?? product?.model,
    '',
    plate?.firmware,
    // A number that is on the box, and may be printed beside its PIN.
    facts.unnamed ? '' : plate?.serial,
  ];
  return {
    device_enabled: enabled ? 1 : 0,
    name,
    address: facts.unnamed ? '' : addressOf(device),
    id: unitId ?? numberOf(id),
    number: numberOf(id),
    dev_id: id,
    desc: name,
    com_err: isError,
    com_err_secs: isError ? silentS(facts, line) : 0,
    com_errors: (line?.traffic?.errors ?? 0) + (line?.traffic?.timeouts ?? 0),
    last_error: isError ? errorText(facts, line) : '',
    is_evse: isEvse(device),
    used_phases: wiringBits(device),
    label: '',
    status: '',
    model: enabled ? modelText(parts) : '',
  };
}

/** Never with a user and a password in it. */
export const addressOf = ({ address, line, broker, topic, contact, id }: DeviceConfig): string =>
  (
    address ??
    line ??
    (broker === undefined ? undefined : `${broker}/${topic ?? ''}`) ??
    contactText(contact) ??
    id
  ).replace(/\/\/[^/@]*@/, '//');

const contactText = (contact: DeviceConfig['contact']): string | undefined =>
  contact === undefined ? undefined : 'contact';

function silentS({ wallMs }: DevInfoFacts, line: DeviceLineState | undefined): number {
  const since = line?.traffic?.lastAnswer ?? line?.since;
  return since === undefined ? 0 : Math.max(0, Math.round((wallMs - Date.parse(since)) / 1000));
}

/** Nobody who has not signed in sees the sentence: it names addresses. */
function errorText({ unnamed }: DevInfoFacts, line: DeviceLineState | undefined): string {
  const { fault } = line ?? {};
  if (fault === null || fault === undefined) return 'not connected: nothing was heard of it';
  return unnamed ? `not connected: ${fault.code}` : `not connected: ${fault.message}`;
}
