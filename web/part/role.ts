import type { Role } from '../../firmware/api/shapes.ts';
import type { Screen } from '../live/use-route.ts';

// What is offered to whom; what is allowed the box decides at each call (contracts §7).

/** Whoever may change site, devices and channels. */
export const changesChannels = (role: Role): boolean => role === 'installer' || role === 'administrator';
export const changesSite = changesChannels;

/** Whoever may update, restart and reset the box. */
export const keepsBox = (role: Role): boolean => role === 'administrator';

/** Whoever may see and change certificates. */
export const keepsKeys = (role: Role): boolean => role === 'administrator';

/** Whoever may see and change users and what they charge. */
export const keepsUsers = (role: Role): boolean => role === 'administrator';

const forEverybody: readonly Screen[] = ['now', 'point', 'history', 'grid', 'settings'];
const forPeople: readonly Screen[] = [...forEverybody, 'sessions', 'rules'];

/** What open reads give something to. */
const forAnybody: readonly Screen[] = ['now', 'point', 'history'];

/** Whether a screen has anything for a role; `anybody`: for whoever has not signed in where reads are open. */
export function sees(role: Role, screen: Screen, anybody = false): boolean {
  if (anybody) return forAnybody.includes(screen);
  if (changesSite(role)) return true;
  return (role === 'user' ? forPeople : forEverybody).includes(screen);
}

/** Whoever may pause, limit and hurry a charge point, and say who charges. */
export const changesOrders = (role: Role): boolean => role !== 'viewer';
