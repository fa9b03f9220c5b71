import { isEvse } from '../dev-id.ts';
import { devMeta } from './dev-type.ts';
import { evseOf } from './evse.ts';
import type { DevInfoDevice, DevInfoFacts } from './facts.ts';
import { meterOf } from './meter.ts';
import { paramsOf } from './params.ts';

/** `get_dev_info` (original-product 2.2): charge points first, as the original has them. */
export function devInfoOf(facts: DevInfoFacts): {
  readonly params: Readonly<Record<string, unknown>>;
  readonly devices: readonly DevInfoDevice[];
  readonly loadmgr_disabled: boolean;
} {
  const { devices } = facts.site;
  return {
    params: paramsOf(facts),
    devices: [
      ...devices.filter(isEvse).map((device) => evseOf(facts, device)),
      ...devices.filter((device) => !isEvse(device)).map((device) => meterOf(facts, device)),
    ],
    loadmgr_disabled: facts.site.mode !== 'manage',
  };
}

/** `get_params`: the same at top level, and what the types of devices are called. */
export const paramsAnswer = (facts: DevInfoFacts): Readonly<Record<string, unknown>> => ({
  ...paramsOf(facts),
  dev_meta: devMeta(facts.site.devices, facts.product),
});
