import { call } from './request.ts';

/** A variable as `GET /api/v1/variables` tells it. */
export interface VariableView {
  readonly name: string;
  readonly value: number | null;
  readonly expr: string | null;
  readonly at: string;
  readonly source: string;
  readonly stale: boolean;
}

const route = (name: string): string => `variables/${encodeURIComponent(name)}`;

export const readVariables = () => call<{ readonly variables: readonly VariableView[] }>('GET', 'variables');

/** Gives a variable a number or a formula. `tmp`: gone after a restart, unless a limit reads it. */
export const setVariable = (name: string, value: number | string, tmp = false) =>
  call<unknown>('PUT', route(name), { value, tmp });

export const removeVariable = (name: string) => call<unknown>('DELETE', route(name));
