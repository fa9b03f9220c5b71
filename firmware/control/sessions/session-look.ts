import type { TariffSpan } from '../../domain/prices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { ChargePointState, State } from '../../domain/state.ts';
import { originOf } from '../../sessions/charging/origin.ts';
import type { PriceOfEnergy } from '../../sessions/charging/pieces.ts';
import type { ChargePointLook, SessionLook } from '../../sessions/charging/session-watch.ts';

/** What a cycle does not say. */
export interface LookFacts {
  readonly site: Site | undefined;
  readonly wallMs: number;
  readonly nowMs: number;
  readonly synced: boolean;
  readonly occupantOf: (chargePoint: string) => { readonly user?: string; readonly tag?: string } | undefined;
  readonly pricesOf: (fromMs: number, toMs: number) => readonly TariffSpan[];
}

/** Cars and meters may be a little above what they should be. */
const above = 1.3;

/** A cycle as the sessions see it. */
export function sessionLook(state: State, facts: LookFacts): SessionLook {
  const { site, wallMs, nowMs, synced, occupantOf, pricesOf } = facts;
  const feedInCt = state.price?.feedInCt ?? null;
  const ownMct = feedInCt === null ? 0 : Math.round(feedInCt * 1000);
  const priceOf = (ct: number | undefined, tariff: string | undefined): PriceOfEnergy => ({
    ...{ priceMct: ct === undefined ? undefined : Math.round(ct * 1000), ownMct, tariff },
  });
  return {
    ...{ wallMs, nowMs, synced, origin: originOf(state.flow) },
    chargePoints: state.chargePoints.map((point) => lookOf(point, site?.voltageV ?? 230, occupantOf(point.id))),
    price: priceOf(state.price?.ct, state.price?.tariff),
    priceAt(atMs) {
      const { price } = state;
      // It was the same then.
      if (price !== null && Date.parse(price.since) <= atMs) return priceOf(price.ct, price.tariff);
      const span = pricesOf(atMs, atMs + 1)[0];
      return priceOf(span?.ct, span?.tariff);
    },
  };
}

function lookOf(
  { id, name, state, energyWh, powerW, maxA, energyMeter }: ChargePointState,
  voltageV: number,
  who: { readonly user?: string; readonly tag?: string } | undefined,
): ChargePointLook {
  return {
    ...{ id, name, state, counterWh: energyWh, powerW, mostW: 3 * maxA * voltageV * above },
    meter: energyMeter === undefined ? 'chargePoint' : 'meter',
    meterDevice: energyMeter ?? id,
    ...{ user: who?.user, tag: who?.tag },
  };
}
