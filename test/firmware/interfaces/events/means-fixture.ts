import { networkInterfaces } from 'node:os';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import type { Message } from '../../../../firmware/interfaces/events/compose.ts';
import { compose } from '../../../../firmware/interfaces/events/compose.ts';
import type { SendMeans } from '../../../../firmware/interfaces/events/means.ts';

export const secretWord = 'Zon-en-Wind-42';

/** The program's means on loopback; names ending in .example are this machine. */
export const means = (change: Partial<SendMeans> = {}): SendMeans => ({
  interfaces: networkInterfaces,
  hanInterfaces: () => [],
  loopbackAllowed: true,
  timers: systemTimers,
  resolve: async (name) => {
    if (name.endsWith('.example')) return ['127.0.0.1'];
    throw new Error(`getaddrinfo ENOTFOUND ${name}`);
  },
  secret: (name) => (name === 'box-mail' ? { user: 'box', password: secretWord } : undefined),
  trusted: undefined,
  ...change,
});

const atMs = Date.UTC(2026, 10, 28, 18, 5);
/** A fault of a place with this name, in Dutch. */
export const message = (what = 'Garage'): Message =>
  compose(
    [
      {
        ...{ id: 'id-1', names: false },
        event: {
          ...{ code: 'deviceLost', severity: 'fault', stage: 'begins', subject: 'E1', sinceMs: atMs, atMs },
          facts: { what, person: 'Anna' },
        },
      },
    ],
    0,
    { language: 'nl', site: 'Kerkstraat 12', timeZone: 'Europe/Amsterdam', nowMs: atMs },
  );
