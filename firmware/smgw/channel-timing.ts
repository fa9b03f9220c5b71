import type { ChannelTiming } from './messages.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Times of a channel (notes smgw-and-grid §1.4, §1.7; the retries are our choice, no norm names them). */
export const defaultTiming: ChannelTiming = {
  stepMs: 10_000,
  renewMs: 47 * hourMs,
  maxSessionMs: 48 * hourMs,
  firstRetryMs: 1000,
  lastRetryMs: 5 * minuteMs,
  stableMs: minuteMs,
  refusedRetryMs: 15 * minuteMs,
  keepAliveMs: minuteMs,
};
