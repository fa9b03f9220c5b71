import { NetwachtError } from '../../domain/errors.ts';
import type { PushPort } from '../push-port.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';
import { chargePointPushOf, meterPushOf } from './push-parsers.ts';
import { PushValues } from './push-values.ts';
import { once } from './variable-change.ts';

/** What the calls that push values into the box work on. */
export interface PushCallParts {
  readonly pushes: PushPort;
}

/** Meters and charge points that are fed from outside (original-product 2.6, decision 079); both with GET and with POST. */
export function pushCalls({ pushes }: PushCallParts): CommandTable {
  const meter: Command = {
    right: 'variables',
    changes: true,
    async run(call) {
      pushes.meter(deviceOf(call), meterPushOf(await valuesOf(call)));
      return 'ok';
    },
  };
  const chargePoint: Command = {
    right: 'variables',
    changes: true,
    async run(call) {
      const { currentMa, isPaused } = pushes.chargePoint(deviceOf(call), chargePointPushOf(await valuesOf(call)));
      return {
        device_enabled: true,
        charging_enabled: currentMa > 0,
        paused: isPaused,
        charging_current: currentMa,
      };
    },
  };
  return [
    ['set_ajax_meter', meter],
    ['set_ajax_evse', chargePoint],
  ];
}

const valuesOf = async ({ method, json, query }: CommandCall): Promise<PushValues> =>
  method === 'POST' ? PushValues.ofBody(await json()) : PushValues.ofQuery(query);

function deviceOf({ query }: CommandCall): string {
  const id = once(query, 'dev_id')?.trim().toUpperCase() ?? '';
  if (id === '') throw new NetwachtError('badName', 'The parameter dev_id is missing: the device, such as M1');
  return id;
}
