import { networkInterfaces } from 'node:os';
import { createOutbound, systemResolve } from '../../../drivers/link/outbound.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { targetOfUrl } from '../../domain/site/http-address.ts';
import type { AskPrices } from './price-fetcher.ts';

export interface PriceGuardOptions {
  /** Names of the interfaces towards a Smart Meter Gateway, as they are at the moment. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
}

/** A guard for each source: it lets through to scheme, host and port of the URL in the site, and to nothing else. */
export const priceGuard =
  (options: PriceGuardOptions) =>
  (url: string): AskPrices => {
    const target = targetOfUrl(url);
    const outbound = createOutbound({
      ...options,
      allowed: () => (target === undefined ? [] : [target]),
      interfaces: networkInterfaces,
      timers: systemTimers,
      resolve: systemResolve,
      trusted: undefined,
    });
    return async (asked) => {
      const { status, headers, body } = await outbound.request({ url: asked, headers: { accept: 'application/json' } });
      const restS = Number(headers['retry-after']);
      return {
        ...{ status, body: body.toString('utf8') },
        ...(Number.isFinite(restS) && restS > 0 ? { retryAfterMs: restS * 1000 } : {}),
      };
    };
  };
