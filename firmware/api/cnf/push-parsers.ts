import { NetwachtError } from '../../domain/errors.ts';
import type { ChargePointPush, MeterPush } from '../../domain/push.ts';
import type { PushValues } from './push-values.ts';

/**
 * `set_ajax_meter` (original-clients §2.2). `power_w` is of today's clients, `power_va` of older ones: W, or with `is_va` VA,
 * which stand in for W as those of any meter do. `import_vah` is the vendor's own other spelling. Unknown keys are let be.
 */
export function meterPushOf(values: PushValues): MeterPush {
  const powerW = values.number('power_w') ?? values.number('power_va');
  values.flag('is_va');
  const soc = values.number('soc');
  if (soc !== undefined && (soc < 0 || soc > 100)) throw new NetwachtError('badNumber', 'soc must be 0 to 100');
  return said({
    ...{ powerW, soc },
    currentMa: values.phases('current'),
    voltageV: values.phases('voltage'),
    importWh: values.counter('import_wh') ?? values.counter('import_vah'),
    exportWh: values.counter('export_wh') ?? values.counter('export_vah'),
    model: values.text('model'),
  });
}

/** `set_ajax_evse` (original-product §2.6). */
export function chargePointPushOf(values: PushValues): ChargePointPush {
  return said({
    state: stateOf(values.number('state')),
    maxMa: values.counter('max_charging_current'),
    currentMa: values.phases('current'),
    totalWh: values.counter('total_energy'),
    model: values.text('model'),
    rfid: values.text('rfid'),
  });
}

function stateOf(state: number | undefined): ChargePointPush['state'] {
  if (state === undefined || state === 1 || state === 2 || state === 3 || state === 4 || state === 5 || state === 6)
    return state;
  throw new NetwachtError('badNumber', 'state must be 1 to 6');
}

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is undefined was not said. */
const said = <T extends object>(push: T): Said<T> =>
  Object.fromEntries(Object.entries(push).filter(([, value]) => value !== undefined)) as Said<T>;
