import type { ExchangeTerms, Link, Outcome } from '../link/link.ts';
import type { ModbusRequest } from '../link/request.ts';

/** One request as the queue hands it over. */
export interface Order {
  readonly request: ModbusRequest;
  /** Registers or bits behind a block that may be read with it. */
  readonly spare: number;
  readonly timeoutMs: number;
  readonly pauseMs: number;
  /** Monotonic time after which it must not go out any more. */
  readonly deadlineMs: number;
}

export type OrderOutcome =
  | Outcome
  /** The deadline passed before it could go out. */
  | { readonly kind: 'expired' };

/** Puts one order after the other on a link, with whatever else must go over the line so that its reply is its own. */
export interface Exchanger {
  exchange(order: Order): Promise<OrderOutcome>;
  /** Monotonic time from which on this order can go out; others go first. */
  heldUntilMs(order: Order, nowMs: number): number;
}

/** Told how each exchange ended, for the counters of the line. */
export type CountOutcome = (outcome: Outcome) => void;

/** For links whose frames carry a transaction id: every order is one exchange. */
export function directExchanger(link: Link, count: CountOutcome): Exchanger {
  return {
    heldUntilMs: () => Number.NEGATIVE_INFINITY,
    exchange: (order) => countedExchange(link, count, order.request, termsOf(order)),
  };
}

export function termsOf(order: Order): ExchangeTerms {
  return { timeoutMs: order.timeoutMs, pauseMs: order.pauseMs, connectByMs: order.deadlineMs };
}

/** One exchange, counted. */
export async function countedExchange(
  link: Link,
  count: CountOutcome,
  request: ModbusRequest,
  terms: ExchangeTerms,
): Promise<Outcome> {
  const outcome = await link.exchange(request, terms);
  count(outcome);
  return outcome;
}
