import type { EventChannelView, EventLogEntry, EventTestResult } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export const readChannels = () => call<{ readonly channels: readonly EventChannelView[] }>('GET', 'events/channels');
export const readEntries = () => call<{ readonly entries: readonly EventLogEntry[] }>('GET', 'events/log');

/** A mail server may let strangers wait. */
export const testChannel = (id: string) =>
  call<EventTestResult>('POST', `events/${encodeURIComponent(id)}/test`, undefined, { longestMs: 40_000 });

/** Write-only: nothing gives it back. */
export const putSecret = (name: string, secret: { readonly user?: string; readonly password: string }) =>
  call<undefined>('PUT', `secrets/${encodeURIComponent(name)}`, secret);
