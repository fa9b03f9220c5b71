import type {
  BackendTest,
  BackendView,
  OcppBackend,
  OcppDropped,
  OcppLogEntry,
  OcppServer,
  OcppServerView,
} from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

const at = encodeURIComponent;
/** A connection over a slow mobile network, with TLS and an answer to the first message. */
const testMs = 60_000;

export const readBackends = () => call<{ readonly backends: readonly BackendView[] }>('GET', 'ocpp/backends');
export const putBackend = (id: string, backend: OcppBackend) =>
  call<BackendView>('PUT', `ocpp/backends/${at(id)}`, backend);
export const removeBackend = (id: string) => call<void>('DELETE', `ocpp/backends/${at(id)}`);
export const testBackend = (id: string) =>
  call<BackendTest>('POST', `ocpp/backends/${at(id)}/test`, undefined, { longestMs: testMs });

export const readPort = () => call<OcppServerView>('GET', 'ocpp/server');
export const putPort = (server: OcppServer) => call<OcppServerView>('PUT', 'ocpp/server', server);

/** A password of the box's own store; it is never given back. */
export const putSecret = (name: string, password: string) => call<void>('PUT', `secrets/${at(name)}`, { password });

export const readMessages = (query: string) =>
  call<{ readonly entries: readonly OcppLogEntry[] }>('GET', `ocpp/log?limit=100${query}`);
export const readDropped = () => call<{ readonly entries: readonly OcppDropped[] }>('GET', 'ocpp/dropped?limit=100');
export const seenDropped = (upTo: number) => call<void>('POST', 'ocpp/dropped/seen', { upTo });
