import type {
  CheckRequest,
  CheckResult,
  LinesState,
  ProductView,
  ScanRequest,
  ScanResult,
  SerialPortView,
} from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export const readProducts = () => call<{ readonly products: readonly ProductView[] }>('GET', 'definitions');
export const readPorts = () => call<{ readonly ports: readonly SerialPortView[] }>('GET', 'serial-ports');
export const readLines = () => call<LinesState>('GET', 'lines');

export const startScan = (request: ScanRequest) => call<ScanResult>('POST', 'scan', request);
export const readScan = (id: string) => call<ScanResult>('GET', `scan/${encodeURIComponent(id)}`);
export const endScan = (id: string) => call<undefined>('DELETE', `scan/${encodeURIComponent(id)}`);

export const startCheck = (request: CheckRequest) => call<CheckResult>('POST', 'checks', request);
export const readCheck = (id: string) => call<CheckResult>('GET', `checks/${encodeURIComponent(id)}`);
export const endCheck = (id: string) => call<undefined>('DELETE', `checks/${encodeURIComponent(id)}`);

/** What a device or a broker is signed in with; never given back. */
export const putSecret = (name: string, secret: { readonly user?: string; readonly password: string }) =>
  call<undefined>('PUT', `secrets/${encodeURIComponent(name)}`, secret);

export interface ImportedMeter {
  readonly definition: { readonly id: string };
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
  readonly kept: boolean;
}

/** A meter file of the original, made into a product of ours. */
export const importMeter = (file: { readonly file: string; readonly name: string; readonly keep: boolean }) =>
  call<ImportedMeter>('POST', 'definitions/import', file);
