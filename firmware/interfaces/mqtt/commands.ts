import { z } from 'zod';

/** A car is paused for a day at most by one command. */
const ttlS = z.number().min(1).max(86_400);
const command = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('pause'), ttlS }),
  z.strictObject({ command: z.literal('lower'), limitA: z.number().min(0).max(1000), ttlS }),
  z.strictObject({ command: z.literal('resume'), ttlS: ttlS.optional() }),
]);
export type MqttCommand = z.output<typeof command>;

export type CommandResult =
  | { readonly ok: true; readonly command: MqttCommand }
  | { readonly ok: false; readonly why: string };

const maxBytes = 512;

/** Reads a command; whatever is not exactly one is refused with a sentence. */
export function readCommand(payload: Uint8Array): CommandResult {
  if (payload.length > maxBytes) return { ok: false, why: `a command has at most ${maxBytes} bytes` };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { ok: false, why: 'a command is JSON' };
  }
  const read = command.safeParse(value);
  if (read.success) return { ok: true, command: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { ok: false, why: `${path === '' ? '' : `${path}: `}${issue?.message ?? 'no command'}`.slice(0, 200) };
}

/** So many commands are taken at once, and so many a second over time; the rest is refused. */
export class CommandPace {
  readonly #burst: number;
  readonly #perS: number;
  #left: number;
  #atMs = Number.NEGATIVE_INFINITY;

  constructor({ burst = 20, perS = 5 }: { readonly burst?: number; readonly perS?: number } = {}) {
    this.#burst = burst;
    this.#perS = perS;
    this.#left = burst;
  }

  take(nowMs: number): boolean {
    const gained = this.#atMs === Number.NEGATIVE_INFINITY ? 0 : ((nowMs - this.#atMs) / 1000) * this.#perS;
    this.#left = Math.min(this.#burst, this.#left + gained);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
