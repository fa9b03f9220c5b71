import { lpcRoutes } from '../../../firmware/api/v1/lpc.ts';
import type { Call } from '../../../firmware/api/v1/route.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { LpcCommand, LpcView } from '../../../firmware/domain/lpc.ts';
import { type LpcMemory, lpcAtStart, lpcFailsafeW, lpcLimitW, lpcTake } from '../../../firmware/grid/lpc/machine.ts';
import { lpcFromText, lpcToText } from '../../../firmware/grid/lpc/persisted.ts';
import { type FuzzTarget, mustBeFinite, mustHold, refusedOrThrown } from '../target.ts';

const settings = { failsafeW: 4200, failsafeDurationMs: 7_200_000, afterFailsafe: 'stay', minimumW: 4200 } as const;
const wallMs = Date.UTC(2026, 10, 25);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Bodies of an energy guard, one a line, each after some seconds (`120 {"heartbeat":true}`), and what is read back from disk. */
export const lpcBodies: FuzzTarget = {
  name: 'lpc-bodies',
  share: 6,
  maxBytes: 3_000,
  words: [
    '\n',
    '120 ',
    '"heartbeat":true',
    '"limitW":',
    '"active":',
    '"durationS":',
    '"failsafeW":',
    '"failsafeDurationS":',
    ',',
  ],
  open: () => ({
    seeds: [
      '0 {"heartbeat":true}\n5 {"limitW":5000,"active":true,"durationS":3600}\n130 {"heartbeat":true}\n1 {"active":false}',
      '0 {"heartbeat":true,"limitW":0,"failsafeW":4200,"failsafeDurationS":7200}\n9999 {"heartbeat":true}',
      '{"state":"failsafe","sinceMs":1760000000000,"limitW":3000,"untilMs":1790000000000,"durationMs":60000}',
    ],
    async take(input) {
      const text = input.toString('utf8');
      const read = lpcFromText(text, settings, 0, wallMs);
      if (read !== undefined) mustHoldALimit(read);
      const guard = new Guard();
      const [post] = lpcRoutes(guard, silent);
      for (const line of text.split('\n').slice(0, 40)) {
        const [, seconds, body = ''] = /^(\d{1,9}) (.*)$/.exec(line) ?? [];
        const parsed = post?.body?.safeParse(jsonOf(body));
        if (parsed?.success !== true) continue;
        guard.nowMs += 1000 * Number(seconds);
        await Promise.resolve(post?.handle({ body: parsed.data } as Call<unknown>)).catch(refusedOrThrown);
      }
    },
  }),
};

/** The energy guard's state as the worker keeps it. */
class Guard {
  nowMs = 0;
  #memory: LpcMemory = lpcAtStart(0);

  async tell(command: LpcCommand): Promise<LpcView> {
    const { memory, refused } = lpcTake(this.#memory, command, settings, this.nowMs);
    if (refused !== undefined) throw new NetwachtError(refused.code, refused.message);
    this.#memory = memory;
    mustHoldALimit(memory);
    const again = lpcFromText(lpcToText(memory, this.nowMs, wallMs), settings, 0, wallMs);
    mustHold(again !== undefined, 'what was written cannot be read');
    mustHoldALimit(again);
    return this.view();
  }

  async view(): Promise<LpcView> {
    return { state: this.#memory.state } as LpcView;
  }
}

function mustHoldALimit(memory: LpcMemory): void {
  const limitW = lpcLimitW(memory, settings);
  mustBeFinite(memory, 1e16);
  mustHold(lpcFailsafeW(memory, settings) >= settings.minimumW, 'a fail-safe limit under the minimum');
  if (limitW !== undefined) mustHold(limitW >= 0 && Number.isFinite(limitW), `the limit ${limitW} W`);
  if (['init', 'failsafe', 'limited'].includes(memory.state))
    mustHold(limitW !== undefined, `no limit in ${memory.state}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
