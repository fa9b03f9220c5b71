import { NetwachtError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';
import type { Method, Route } from './route.ts';

/** Routes that are fixed (contracts §6, §8) and whose behaviour comes later: method, path, right, what it will do. */
const rows: readonly (readonly [Method, string, Right, string])[] = [
  ['POST', '/backup', 'backup', 'An encrypted backup'],
  ['POST', '/restore', 'backup', 'Restores a backup'],
];

export const laterRoutes: readonly Route[] = rows.map(([method, path, access, summary]) => ({
  method,
  path: `/api/v1${path}`,
  summary: `${summary} (not yet supported)`,
  access,
  answers: {},
  handle() {
    throw new NetwachtError('notYet', `${method} /api/v1${path} is not yet supported by this version`);
  },
}));
