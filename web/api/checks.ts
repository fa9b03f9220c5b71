import type { CheckRequest, CheckResult } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export const startCheck = (request: CheckRequest) => call<CheckResult>('POST', 'checks', request);
export const readCheck = (id: string) => call<CheckResult>('GET', `checks/${encodeURIComponent(id)}`);
export const endCheck = (id: string) => call<undefined>('DELETE', `checks/${encodeURIComponent(id)}`);
