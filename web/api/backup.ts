import type { BackupContent, ErrorAnswer, RestoreDone, RestoreEffect, RestoreView } from '../../firmware/api/shapes.ts';
import { call, type Outcome } from './request.ts';

export type { BackupContent, RestoreDone, RestoreEffect, RestoreView };

/** Opening a file with ten years of sessions takes the box some minutes. */
const openMs = 600_000;
/** What is asked again and again while the box may be away must not wait long for an answer. */
const lookMs = 5_000;

export interface Looked {
  readonly content: BackupContent;
  readonly effect: RestoreEffect;
}

export const readRestore = () => call<RestoreView>('GET', 'restore', undefined, { longestMs: lookMs });
export const dropRestore = () => call<unknown>('DELETE', 'restore');
export const lookInto = (password: string) => call<Looked>('POST', 'restore', { password }, { longestMs: openMs });
export const restore = (password: string, keys: boolean | undefined) =>
  call<unknown>(
    'POST',
    'restore',
    { password, restore: true, ...(keys === undefined ? {} : { keys }) },
    { longestMs: openMs },
  );

export interface BackupFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Has a backup made and takes it as it comes. `onBytes`: how much is here; how much there will be nobody knows. */
export async function makeBackup(
  password: string,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<Outcome<BackupFile>> {
  try {
    const answer = await fetch('/api/v1/backup', {
      ...{ method: 'POST', body: JSON.stringify({ password }), signal },
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok || answer.body === null) {
      const { error = '', message = '', path } = (await answer.json()) as Partial<ErrorAnswer>;
      return { ok: false, status: answer.status, code: error, message, ...(path === undefined ? {} : { path }) };
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { value, done } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.length;
      onBytes(bytes);
    }
    const name = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    const blob = new Blob(parts, { type: 'application/octet-stream' });
    return { ok: true, value: { name: name ?? 'netwacht.age', blob } };
  } catch (error) {
    const code = signal.aborted ? 'cancelled' : 'noAnswer';
    return { ok: false, status: 0, code, message: error instanceof Error ? error.message : '' };
  }
}
