/** The routes of a box for gateway, channels and certificates, as its administrator uses them over the local network. */
export interface BoxCalls {
  /** Resolves with the body; throws with status and text when the answer is no success. */
  ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

const timeoutMs = 10_000;

export function boxCalls(url: string, user: string): BoxCalls {
  const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
  return {
    async ask(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
  };
}

/** Asks again until it is so; the last look stands in the error. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  holds: (last: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const last = await look();
    if (holds(last)) return last;
    if (performance.now() > endMs) throw new Error(`not within ${withinMs / 1000} s: ${what}; ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
