import type { Clock } from '../../../domain/clock.ts';
import type { Dialect } from '../driver.ts';
import { repairOf } from '../repair.ts';
import { Driver16 } from './driver.ts';

/** OCPP 1.6 towards charge points. */
export const dialect16 = ({ clock }: { readonly clock: Clock }): Dialect => ({
  version: '1.6',
  repair: repairOf('1.6', () => clock.wallMs()),
  driver: (context) => new Driver16(context),
});
