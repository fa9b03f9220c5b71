import type { ErrorAnswer, SessionState, SetupRequest, SetupState } from '../../firmware/api/shapes.ts';

/**
 * What a call came to: its answer, or why there is none. `status` 0: the box did not answer at all; `path`: where in
 * the body the fault is, where the box says so.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly etag?: string }
  | {
      readonly ok: false;
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly path?: string;
    };
export type Failure = Extract<Outcome<unknown>, { ok: false }>;

/** A call that never ends would leave a person before a dead button. */
const timeoutMs = 15_000;

export const readSetup = () => call<SetupState>('GET', 'setup');
export const claimBox = (request: SetupRequest) => call<unknown>('POST', 'setup', request);
export const readSession = () => call<SessionState>('GET', 'session');
export const signIn = (password: string) => call<unknown>('POST', 'session', { user: 'admin', password });
export const signOut = () => call<unknown>('DELETE', 'session');

interface CallOptions {
  /** The longest that is waited for the answer. */
  readonly longestMs?: number;
  /** Only if the thing is still of this version; else 412. */
  readonly ifMatch?: string | undefined;
  /** Only if there is none yet; else 412. */
  readonly ifNone?: boolean;
}

/** A call of /api/v1; `route` without a slash before it, its parts already encoded. */
export async function call<T>(
  method: string,
  route: string,
  body?: unknown,
  { longestMs = timeoutMs, ifMatch, ifNone = false }: CallOptions = {},
): Promise<Outcome<T>> {
  try {
    const answer = await fetch(`/api/v1/${route}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...(ifNone ? { 'if-none-match': '*' } : {}),
      },
      signal: AbortSignal.timeout(longestMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    const etag = answer.headers.get('etag');
    if (answer.ok) return { ok: true, value: value as T, ...(etag === null ? {} : { etag }) };
    const { error = '', message = '', path } = (value ?? {}) as Partial<ErrorAnswer>;
    return { ok: false, status: answer.status, code: error, message, ...(path === undefined ? {} : { path }) };
  } catch (error) {
    return { ok: false, status: 0, code: 'noAnswer', message: error instanceof Error ? error.message : '' };
  }
}
