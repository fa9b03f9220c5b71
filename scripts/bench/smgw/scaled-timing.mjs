// Loaded into the firmware from outside (node --import): channels keep time sixty times as fast, as 3 s stand for 3 minutes.
// Steps of a handshake are not scaled: machines and lines do not get faster.
import { defaultTiming } from '../../../firmware/smgw/channel-timing.ts';

const scale = 60;
for (const name of ['firstRetryMs', 'lastRetryMs', 'stableMs', 'refusedRetryMs', 'keepAliveMs'])
  defaultTiming[name] = Math.ceil(defaultTiming[name] / scale);
