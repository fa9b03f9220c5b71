import type { AuditView, BrowserView, Role, TokenView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export type { AuditView, BrowserView, TokenView };

export const putPassword = (current: string, password: string) =>
  call<unknown>('PUT', 'password', { current, password });

export const readBrowsers = () => call<readonly BrowserView[]>('GET', 'session/browsers');
export const endOtherBrowsers = () => call<unknown>('DELETE', 'session/browsers');

export const readTokens = () => call<readonly TokenView[]>('GET', 'tokens');
/** `expires`: ISO 8601; null: never. */
export const makeToken = (name: string, role: Role, expires: string | null) =>
  call<TokenView & { readonly token: string }>('POST', 'tokens', { name, role, expires });
export const removeToken = (name: string) => call<unknown>('DELETE', 'tokens', { name });

/** So many rows at once. */
export const auditPage = 200;
/** Newest first; `before`: the id to go on from. */
export const readAudit = (before?: number) =>
  call<readonly AuditView[]>('GET', `audit?limit=${auditPage}${before === undefined ? '' : `&before=${before}`}`);

/** Whether anybody in the network sees the start page; a box without a site is closed. */
export const readOpenReads = () => call<{ readonly openReads?: boolean }>('GET', 'site');
