import { NetwachtError } from '../../domain/errors.ts';
import type { OriginalPort } from '../original-port.ts';
import type { SitePort } from '../ports.ts';
import type { PushPort } from '../push-port.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';
import { deviceOfCall } from './dev-id.ts';
import { chargePointPushOf, meterPushOf } from './push-parsers.ts';
import { PushValues } from './push-values.ts';
import { siteReader } from './site-reader.ts';
import { once } from './variable-change.ts';

/** What the calls that push values into the box work on. */
export interface PushCallParts {
  readonly pushes: PushPort;
  readonly site: Pick<SitePort, 'current'>;
  readonly original: Pick<OriginalPort, 'importWh'>;
}

/** Meters and charge points that are fed from outside (original-product 2.6, decision 079); both with GET and with POST. */
export function pushCalls({ pushes, site, original }: PushCallParts): CommandTable {
  const siteNow = siteReader(site);
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
  const softMeter: Command = {
    right: 'devices',
    changes: true,
    run({ query }) {
      const { id } = deviceOfCall(siteNow(), query);
      if (once(query, 'val') !== undefined)
        throw new NetwachtError('notWritable', `The counter of ${id} is not set: bills are made from it`);
      return Math.round(original.importWh(id));
    },
  };
  return [
    ['set_ajax_meter', meter],
    ['set_ajax_evse', chargePoint],
    ['soft_meter', softMeter],
  ];
}

const valuesOf = async ({ method, json, query }: CommandCall): Promise<PushValues> =>
  method === 'POST' ? PushValues.ofBody(await json()) : PushValues.ofQuery(query);

function deviceOf({ query }: CommandCall): string {
  const id = once(query, 'dev_id')?.trim().toUpperCase() ?? '';
  if (id === '') throw new NetwachtError('badName', 'The parameter dev_id is missing: the device, such as M1');
  return id;
}
