import { maxFrameBytes } from '../rpc/frames.ts';

/** For both sides of `ws`: one size for all messages, no compression (a small frame could grow to a large one), quick goodbyes. */
export const webSocketLimits = {
  maxPayload: maxFrameBytes,
  perMessageDeflate: false,
  /** A message of OCPP comes in one piece, or in a few. */
  maxFragments: 64,
  maxBufferedChunks: 1024,
  maxPendingAutoPongs: 8,
  /** How long the far end may take to answer our close. */
  closeTimeout: 3000,
} as const;
