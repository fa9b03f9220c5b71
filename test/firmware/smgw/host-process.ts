// A firmware as small as can be: starts the smgw process, says its id, and stays.
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { SmgwHost } from '../../../firmware/smgw/host.ts';
import { until } from '../../until.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const host = new SmgwHost({ socketPath: '/nowhere', clock: systemClock, timers: systemTimers, log: quiet });
await until(() => host.capabilities() !== undefined);
console.log(host.pid());
