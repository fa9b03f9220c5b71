import type { ErrorAnswer, SessionState, SetupRequest, SetupState } from '../../firmware/api/shapes.ts';

/** What a call came to: its answer, or why there is none. `status` 0: the box did not answer at all. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly message: string };

/** A call that never ends would leave a person before a dead button. */
const timeoutMs = 15_000;

export const readSetup = () => call<SetupState>('GET', 'setup');
export const claimBox = (request: SetupRequest) => call<unknown>('POST', 'setup', request);
export const readSession = () => call<SessionState>('GET', 'session');
export const signIn = (password: string) => call<unknown>('POST', 'session', { user: 'admin', password });
export const signOut = () => call<unknown>('DELETE', 'session');

async function call<T>(method: string, route: string, body?: unknown): Promise<Outcome<T>> {
  try {
    const answer = await fetch(`/api/v1/${route}`, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    if (answer.ok) return { ok: true, value: value as T };
    const fault = (value ?? {}) as Partial<ErrorAnswer>;
    return { ok: false, status: answer.status, code: fault.error ?? '', message: fault.message ?? '' };
  } catch (error) {
    return { ok: false, status: 0, code: 'noAnswer', message: error instanceof Error ? error.message : '' };
  }
}
