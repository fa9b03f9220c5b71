import type { ChannelView, Gateway, SiteDocument, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { isChargePoint } from './device-draft.ts';

export type MissingCode =
  | 'observes'
  | 'noGridMeter'
  | 'noChargePoint'
  | 'unnamed'
  | 'silent'
  | 'notChecked'
  | 'noLimit'
  | 'noGateway'
  | 'noChannel'
  | 'channelDown'
  | 'failsafe'
  | 'clock';

export interface Missing {
  readonly code: MissingCode;
  /** Names of what it is about. */
  readonly what: string;
  readonly href: string;
}

export interface Facts {
  readonly site: SiteDocument;
  readonly state: State;
  readonly gateway: Gateway | undefined;
  readonly channels: readonly ChannelView[];
  /** Devices whose check fitted. */
  readonly checked: readonly string[];
}

/** What a box still lacks after the first start, each with the place where it is put right; the gravest first. */
export function whatIsMissing({ site, state, gateway, channels, checked }: Facts): readonly Missing[] {
  const devices = site.devices ?? [];
  const meters = devices.filter(({ role }) => role === 'grid');
  const points = devices.filter(isChargePoint);
  const unnamed = devices.filter(({ name }) => name === undefined);
  const unchecked = meters.filter(({ id }) => !checked.includes(id));
  const hasLimit = site.circuits.some(({ limits = [] }) => limits.some(({ value }) => typeof value === 'string'));
  const ofHealth = (code: string) => state.health.filter((entry) => entry.code === code);
  const silent = ofHealth('deviceLost').map(({ id }) => devices.find((one) => id.endsWith(`:${one.id}`))?.id ?? id);
  const down = channels.filter(({ enabled, status }) => enabled !== false && status !== 'up');
  const found: (Missing | false)[] = [
    site.mode === 'observe' && { code: 'observes', what: '', href: linkTo('settings', ['general']) },
    points.length === 0 && { code: 'noChargePoint', what: '', href: linkTo('start', ['find']) },
    meters.length === 0 && { code: 'noGridMeter', what: '', href: linkTo('start', ['find']) },
    silent.length > 0 && {
      code: 'silent',
      what: silent.join(', '),
      href: silent[0] === undefined ? linkTo('devices') : linkTo('devices', [silent[0]]),
    },
    unnamed.length > 0 && {
      code: 'unnamed',
      what: unnamed.map(({ id }) => id).join(', '),
      href: linkTo('start', ['devices']),
    },
    unchecked.length > 0 && {
      code: 'notChecked',
      what: unchecked.map(({ id, name }) => name ?? id).join(', '),
      href: linkTo('start', ['check']),
    },
    !hasLimit && { code: 'noLimit', what: '', href: linkTo('start', ['house']) },
    gateway === undefined && { code: 'noGateway', what: '', href: linkTo('start', ['gateway']) },
    gateway !== undefined &&
      channels.length === 0 && { code: 'noChannel', what: '', href: linkTo('start', ['gateway']) },
    down.length > 0 && {
      code: 'channelDown',
      what: down.map(({ id }) => id).join(', '),
      href: linkTo('grid'),
    },
    ofHealth('failsafeUnverified').length > 0 && {
      code: 'failsafe',
      what: '',
      href: linkTo('devices'),
    },
    ofHealth('clockUnsynced').length > 0 && { code: 'clock', what: '', href: linkTo('settings', ['box']) },
  ];
  return found.filter((one) => one !== false);
}
