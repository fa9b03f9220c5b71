// Loaded into the firmware from outside (node --import): channels wait a sixtieth between tries, as 3 s stand for 3 minutes.
// Steps of a handshake are not scaled: machines and lines do not get faster.
import { defaultTiming } from '../../../firmware/smgw/channel-timing.ts';
import { SmgwHost } from '../../../firmware/smgw/host.ts';

const scale = 60;
const names = ['firstRetryMs', 'lastRetryMs', 'stableMs', 'refusedRetryMs', 'keepAliveMs'];
const scaled = Object.fromEntries(names.map((name) => [name, Math.ceil(defaultTiming[name] / scale)]));

const { configure } = SmgwHost.prototype;
SmgwHost.prototype.configure = function configureScaled(channels, timing = {}) {
  return configure.call(this, channels, { ...scaled, ...timing });
};
