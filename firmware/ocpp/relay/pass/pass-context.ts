import type { RequestIds } from './request-ids.ts';

/** What a call on its way to the charge point needs. */
export interface PassContext {
  /** In the charge point's version. Rejects with CallFailed. */
  call(action: string, payload: object): Promise<object>;
  /** Its number at the charge point; a backend may number otherwise. */
  readonly connector: number;
  readonly backend: string;
  readonly ids: RequestIds;
  /** Further configuration keys that may pass, `Key` of 1.6 or `Component.Variable` of 2.0.1. */
  readonly keys: readonly string[];
  readonly listsPass: boolean;
}

/** Takes a call of a backend to the charge point and its answer back; undefined: the station answers itself. */
export type Passing = (payload: never, context: PassContext) => Promise<object> | undefined;

/** Whether the charge point does not know a call. */
export const isUnknownCall = (error: unknown): boolean => {
  const code = (error as { readonly errorCode?: unknown }).errorCode;
  return code === 'NotImplemented' || code === 'NotSupported';
};
