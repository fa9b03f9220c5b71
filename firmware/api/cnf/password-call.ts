import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import { adminUser, type SignIn } from '../sign-in/sign-in.ts';
import type { Command, CommandCall } from './command.ts';
import { isObject } from './json-object.ts';
import { once } from './variable-change.ts';

interface PasswordParts {
  readonly passwords: Pick<SignIn, 'verify' | 'setPassword'>;
  readonly signedOut: () => void;
  readonly acts: Log;
}

/**
 * `change_admin_pwd&old_pwd&new_pwd`, in the query as the original has it, or better in a JSON body. By the password itself
 * only, never by a token; with the rules of every password here.
 */
export const passwordCall = ({ passwords, signedOut, acts }: PasswordParts): Command => ({
  right: 'users',
  changes: true,
  async run(call) {
    const { identity, source } = call;
    if (identity?.via !== 'basic' || source === undefined)
      throw new NetwachtError('forbidden', 'A token may not change a password');
    const { old, fresh } = await asked(call);
    if (!(await passwords.verify(adminUser, old, source)))
      throw new NetwachtError('wrongPassword', 'The current password is wrong', { path: 'old_pwd' });
    await passwords.setPassword(adminUser, fresh);
    acts.info({ by: identity.author.name }, 'The password was changed');
    signedOut();
    return { ok: true };
  },
});

async function asked({ method, query, json }: CommandCall): Promise<{ readonly old: string; readonly fresh: string }> {
  const old = once(query, 'old_pwd');
  const fresh = once(query, 'new_pwd');
  if (old !== undefined && fresh !== undefined) return { old, fresh };
  const body = method === 'POST' ? await json() : undefined;
  if (isObject(body) && typeof body.old_pwd === 'string' && typeof body.new_pwd === 'string')
    return { old: body.old_pwd, fresh: body.new_pwd };
  throw new NetwachtError('badBody', 'Send old_pwd and new_pwd');
}
