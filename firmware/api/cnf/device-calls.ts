import type { Log } from '../log.ts';
import type { RestartPort, SecretPort, SharePort, SitePort } from '../ports.ts';
import type { CommandTable } from './command.ts';
import { delDeviceCall, resetDeviceCall, setDeviceCall } from './device-call.ts';
import { isObject } from './json-object.ts';
import { paramsCall } from './params-call.ts';
import { type ReadCallParts, readCalls } from './read-calls.ts';
import { siteReader } from './site-reader.ts';

/** What the calls that change parameters and devices work on. */
export interface DeviceCallParts extends ReadCallParts {
  readonly site: SitePort;
  readonly secrets: Pick<SecretPort, 'has'>;
  readonly share: SharePort;
  readonly restarts: RestartPort;
  /** Lines with `by` go into the audit trail. */
  readonly acts: Log;
}

/** Parameters and the configuration of devices (original-product 2.3, 2.4). */
export function deviceCalls(parts: DeviceCallParts): CommandTable {
  const getParams = new Map(readCalls(parts)).get('get_params');
  const devices = { ...parts, siteNow: siteReader(parts.site) };
  return [
    [
      'set_params',
      paramsCall({
        ...parts,
        shown: (call) => {
          const shown = getParams?.run(call);
          return isObject(shown) ? shown : {};
        },
      }),
    ],
    ['set_device', setDeviceCall(devices)],
    ['del_device', delDeviceCall(devices)],
    ['reset_device', resetDeviceCall(devices)],
  ];
}
