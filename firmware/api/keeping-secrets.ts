import { NetwachtError } from '../domain/errors.ts';
import { may, type Role } from '../domain/rights.ts';
import { movedSecrets } from '../domain/secret-places.ts';
import type { SecretPort } from './ports.ts';

/**
 * Who may not set a secret may not learn it either: a site document that sends one that is set to another place is put by an
 * administrator. Throws `forbidden` (403).
 */
export function mustKeepSecrets(role: Role, secrets: Pick<SecretPort, 'has'>, before: unknown, after: unknown): void {
  if (may(role, 'secrets')) return;
  const moved = movedSecrets(before, after).find((name) => secrets.has(name));
  if (moved !== undefined)
    throw new NetwachtError(
      'forbidden',
      `The secret "${moved.slice(0, 32)}" is set already: only an administrator sends it to another place. Name a new one, or let him put this`,
    );
}
