import { z } from 'zod';

/** How lines and devices do (`GET /api/v1/lines`). Counters since the start of the program; times ISO 8601; none = null. */

const count = z.int().min(0);
const ms = z.number().min(0);
const share = z.number().min(0);

const lineSchema = z.strictObject({
  /** Of the site, or the address of a TCP endpoint. */
  id: z.string(),
  kind: z.enum(['serial', 'rtu-over-tcp', 'tcp']),
  devices: z.array(z.string()),
  connected: z.boolean(),
  requests: count,
  /** Answers and exceptions. */
  replies: count,
  timeouts: count,
  exceptions: count,
  /** Wrong CRC, half frames, noise. */
  framingErrors: count,
  /** Whole frames that answered something else. */
  mismatches: count,
  /** Frames that nobody had asked for. */
  strayFrames: count,
  reconnects: count,
  /** Requests that waited in the queue without getting their turn. */
  expired: count,
  queue: z.strictObject({ length: count, longestWaitMs: ms }),
  load: z.strictObject({
    /** Share of the time by poll plan and line-rate formula; null where nothing can be planned. */
    planned: share.nullable(),
    /** Share of the last 10 s in which the line served somebody; null in the first 2 s. */
    actual: share.nullable(),
  }),
  lastError: z.string().nullable(),
});

const trafficSchema = z.strictObject({
  requests: count,
  answers: count,
  timeouts: count,
  /** Of all requests, 0 to 1. */
  timeoutShare: share,
  exceptions: count,
  errors: count,
  /** Request to reply, of the last few minutes. */
  answerMs: z.strictObject({ median: ms, p95: ms, longest: ms }).nullable(),
  /** When it last answered. */
  lastAnswer: z.iso.datetime().nullable(),
  lastError: z.strictObject({ message: z.string(), at: z.iso.datetime() }).nullable(),
});

const deviceSchema = z.strictObject({
  id: z.string(),
  /** Line of the site, address or broker; null for one that is a contact. */
  line: z.string().nullable(),
  health: z.enum(['unknown', 'probing', 'online', 'degraded', 'offline']),
  since: z.iso.datetime(),
  fault: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** Null for what speaks by itself. */
  traffic: trafficSchema.nullable(),
  polls: z.strictObject({ everyMs: ms, requestsPerPoll: count, mediumEveryMs: ms }).nullable(),
});

export const linesSchema = z.strictObject({
  at: z.iso.datetime(),
  lines: z.array(lineSchema),
  devices: z.array(deviceSchema),
});

export type LinesState = z.output<typeof linesSchema>;
export type LineState = z.output<typeof lineSchema>;
export type DeviceLineState = z.output<typeof deviceSchema>;
