import { randomInt } from 'node:crypto';
import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Log } from '../log.ts';
import type { RecordingPort, SitePort } from '../ports.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Command, CommandTable } from './command.ts';
import { isObject } from './json-object.ts';
import { passwordCall } from './password-call.ts';
import { siteChange } from './site-change.ts';
import { siteReader } from './site-reader.ts';
import { changedUser, userDocument } from './user-document.ts';
import { once } from './variable-change.ts';

/** What the calls about users and the box itself work on. */
export interface UserCallParts {
  readonly site: SitePort;
  readonly recording: RecordingPort;
  readonly passwords: Pick<SignIn, 'verify' | 'setPassword'>;
  /** Ends what browsers have opened. */
  readonly signedOut: () => void;
  /** Lines with `by` go into the audit trail. */
  readonly acts: Log;
}

/** Users and administration (original-product 2.6). All of it is for an administrator: here no id of a user opens anything. */
export function userCalls(parts: UserCallParts): CommandTable {
  const site = siteReader(parts.site);
  return [
    ['get_users', { right: 'users', changes: false, run: () => usersOf(site()) }],
    ['get_user', { right: 'users', changes: false, run: ({ query }) => userOf(site(), query) }],
    ['set_user', setUser(parts, site)],
    ['get_new_user_id', { right: 'users', changes: false, run: () => ({ id: freshUserId(site()) }) }],
    // Nothing has to be accepted here; clients want to hear yes.
    ['accept_license', { right: 'read', changes: true, run: () => ({ ok: true }) }],
    ['change_admin_pwd', passwordCall(parts)],
    ['set_diag_logging', diagnosis(parts)],
  ];
}

const usersOf = (site: Site | undefined) => (site?.users ?? []).map((user) => userDocument(site as Site, user));

function userOf(site: Site | undefined, query: URLSearchParams) {
  const id = once(query, 'id') ?? once(query, 'user_id') ?? '';
  const user = site?.users.find((each) => each.id === id);
  if (site === undefined || user === undefined)
    throw new NetwachtError('noUser', `There is no user ${id.slice(0, 64)}`);
  return userDocument(site, user);
}

const setUser = ({ site, acts }: UserCallParts, siteNow: () => Site | undefined): Command => ({
  right: 'users',
  changes: true,
  async run({ json, author }) {
    const given = await json();
    if (!isObject(given)) throw new NetwachtError('badBody', 'The body is an object: a user');
    const now = siteNow();
    const { id, isNew, ignored } = siteChange(site, author, (document) => {
      if (now === undefined) throw new NetwachtError('noSite', 'The site document cannot be read');
      return { ...changedUser(document, now, given), put: true };
    });
    if (ignored.length > 0) acts.info({ user: id, ignored }, 'Keys of a user that this box does not have');
    acts.info({ by: author.name, user: id }, isNew ? 'A user was added' : 'A user was changed');
    return { ok: true };
  },
});

/** Six digits that no user has. Of no use as a PIN: PINs are set by themselves. */
function freshUserId(site: Site | undefined): string {
  const taken = new Set(site?.users.map(({ id }) => id));
  let id = String(randomInt(100_000, 1_000_000));
  while (taken.has(id)) id = String(randomInt(100_000, 1_000_000));
  return id;
}

/** Five minutes, as the original's; what is recorded are our control cycles. */
const diagnosisMinutes = 5;

const diagnosis = ({ recording, acts }: UserCallParts): Command => ({
  right: 'devices',
  changes: true,
  run({ query, author }) {
    const enable = once(query, 'enable');
    if (enable !== '0' && enable !== '1') throw new NetwachtError('badFlag', 'The parameter enable must be 0 or 1');
    const { running } = recording.status();
    if (enable === '1' && !running) recording.start(diagnosisMinutes);
    if (enable === '0' && running) recording.stop();
    acts.info({ by: author.name, enable }, 'A recording of control cycles was started or stopped');
    return { ok: true };
  },
});
