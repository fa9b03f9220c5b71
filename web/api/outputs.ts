import { call } from './request.ts';

interface OutputCall {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** How an output stands: what arrived last, what waits, and why. */
export interface OutputView {
  readonly id: string;
  readonly name: string;
  readonly state: 'off' | 'noValue' | 'idle' | 'sending' | 'sent' | 'failing';
  readonly sent: OutputCall | null;
  readonly sentAt: string | null;
  readonly waiting: OutputCall | null;
  readonly fault: { readonly code: string; readonly message: string; readonly since: string } | null;
}

export const readOutputs = () => call<{ readonly outputs: readonly OutputView[] }>('GET', 'outputs');

/** Sends one once more, changed or not. */
export const sendOutput = (id: string) => call<unknown>('POST', `outputs/${encodeURIComponent(id)}/send`);
