import type { Role } from '../../firmware/api/shapes.ts';

// What is offered to whom; what is allowed the box decides at each call (contracts §7).

/** Whoever may change site and channels. */
export const changesChannels = (role: Role): boolean => role === 'installer' || role === 'administrator';

/** Whoever may update, restart and reset the box. */
export const keepsBox = (role: Role): boolean => role === 'administrator';

/** Whoever may see and change certificates. */
export const keepsKeys = (role: Role): boolean => role === 'administrator';
