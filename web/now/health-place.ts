import type { HealthState, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';

const settings = (section: string): string => linkTo('settings', [section]);

/** Where what is not as it should be can be looked at; undefined: nowhere on this page. */
export function healthPlace({ chargePoints, meters }: State, { code, what }: HealthState): string | undefined {
  if (chargePoints.some(({ id }) => id === what)) return linkTo('point', [what]);
  if (meters.some(({ id }) => id === what)) return linkTo('devices', [what]);
  switch (code) {
    case 'deviceLost':
    case 'deviceDegraded':
    case 'definitionOff':
    case 'meterStale':
    case 'meterNoPower':
    case 'notFollowing':
    case 'failsafeUnverified':
    case 'lineBusy':
      return linkTo('devices');
    case 'formulaFailed':
      return settings('house');
    case 'sourceSilent':
    case 'channelDown':
    case 'certificateExpires':
    case 'certificateExpired':
    case 'proofBroken':
      return linkTo('grid');
    case 'pricesMissing':
      return settings('tariffs');
    case 'influxNotWritten':
      return settings('metrics');
    case 'outputFailed':
      return settings('outputs');
    case 'mqttDown':
      return settings('mqtt');
    case 'eventNotSent':
      return settings('messages');
    case 'ocppMessageDropped':
    case 'ocppMessageRetry':
    case 'ocppQueueThinned':
    case 'ocppBackendDown':
    case 'ocppServerOff':
    case 'ocppTwins':
      return settings('ocpp');
    case 'notPersisted':
    case 'storeSetAside':
    case 'cyclesMissed':
    case 'developmentKeys':
    case 'clockUnsynced':
    case 'httpsOff':
    case 'updateRolledBack':
      return settings('box');
    default:
      return undefined;
  }
}
