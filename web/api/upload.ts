import type { ErrorAnswer } from '../../firmware/api/shapes.ts';
import type { Outcome } from './request.ts';

export interface Upload {
  /** Resolves when the box has answered; `status` 0, code `cancelled`: it was cancelled. Never rejects. */
  readonly done: Promise<Outcome<unknown>>;
  readonly cancel: () => void;
}

/**
 * Sends a file to `/api/v1/ROUTE` as it is. `onSent`: the share that has left the browser, 0 to 1. Not by fetch, which does
 * not tell how far it is.
 */
export function upload(route: string, file: Blob, onSent: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Outcome<unknown>>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () => resolve(outcomeOf(request.status, request.responseText)));
    request.addEventListener('error', () => resolve({ ok: false, status: 0, code: 'noAnswer', message: '' }));
    request.addEventListener('abort', () => resolve({ ok: false, status: 0, code: 'cancelled', message: '' }));
  });
  request.open('POST', `/api/v1/${route}`);
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(file);
  return { done, cancel: () => request.abort() };
}

function outcomeOf(status: number, text: string): Outcome<unknown> {
  const value = parsed(text);
  if (status >= 200 && status < 300) return { ok: true, value };
  const { error = '', message = '' } = (value ?? {}) as Partial<ErrorAnswer>;
  return { ok: false, status, code: error, message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
