import type { IncomingMessage } from 'node:http';
import type { Role } from '../../domain/rights.ts';
import { sourceOf } from '../guard/source.ts';
import type { Author } from '../ports.ts';
import { sessionCookie } from './cookie.ts';
import type { Person, PinRights } from './pin-rights.ts';
import type { Sessions } from './sessions.ts';
import { adminRole, type SignIn } from './sign-in.ts';
import type { Tokens } from './tokens.ts';

/** Who makes a request. */
export interface Identity {
  readonly author: Author;
  readonly role: Role;
  /** `nothing`: reads are open and there were no credentials. */
  readonly via: 'basic' | 'bearer' | 'cookie' | 'channel' | 'pin' | 'nothing';
  /** Who has given a PIN may only what belongs to him: routes say which. */
  readonly person?: Person;
  /** Whether what let it in still holds; asked again and again by an event stream. */
  stillHolds(): boolean;
}

/** Nobody: no credentials at all. Wrong: some, but they do not fit. */
export type Whoever = Identity | 'nobody' | 'wrong';

/** Tells who makes a request. */
export type CredentialReader = Pick<Credentials, 'fromHeader' | 'fromHeaderOrCookie'>;

/** Reads who makes a request from its own headers and nothing else: nothing is remembered for the connection (S9). */
export class Credentials {
  readonly #signIn: SignIn;
  readonly #sessions: Sessions;
  readonly #tokens: Tokens;
  readonly #pinRights: PinRights;

  constructor(parts: { signIn: SignIn; sessions: Sessions; tokens: Tokens; pinRights: PinRights }) {
    this.#signIn = parts.signIn;
    this.#sessions = parts.sessions;
    this.#tokens = parts.tokens;
    this.#pinRights = parts.pinRights;
  }

  /** Basic or bearer. Throws `Throttled` (429). */
  async fromHeader(request: IncomingMessage): Promise<Whoever> {
    const header = request.headers.authorization;
    if (header === undefined) return 'nobody';
    const [, scheme, value] = /^(\S+) +(\S+)$/.exec(header) ?? [];
    if (scheme?.toLowerCase() === 'bearer' && value !== undefined) return this.#bearer(value);
    if (scheme?.toLowerCase() === 'basic' && value !== undefined) return this.#basic(value, sourceOf(request));
    return 'wrong';
  }

  /** Basic or bearer, else the session cookie. Throws `Throttled` (429). */
  async fromHeaderOrCookie(request: IncomingMessage): Promise<Whoever> {
    const id = sessionCookie(request);
    if (request.headers.authorization !== undefined || id === undefined) return this.fromHeader(request);
    const session = this.#sessions.use(id);
    if (session === undefined) return 'nobody';
    const author: Author = { name: session.user, side: 'lan' };
    return { author, role: session.role, via: 'cookie', stillHolds: () => this.#sessions.alive(id) };
  }

  async #basic(value: string, source: string): Promise<Whoever> {
    const pair = Buffer.from(value, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon < 0) return 'wrong';
    const user = pair.slice(0, colon);
    if (!(await this.#signIn.verify(user, pair.slice(colon + 1), source))) return 'wrong';
    const { generation } = this.#signIn;
    const stillHolds = () => this.#signIn.generation === generation;
    return { author: { name: user, side: 'lan' }, role: adminRole, via: 'basic', stillHolds };
  }

  #bearer(value: string): Whoever {
    const person = this.#pinRights.find(value);
    if (person !== undefined) {
      const stillHolds = () => this.#pinRights.find(value) !== undefined;
      return { author: { name: `user:${person.user}`, side: 'lan' }, role: 'user', via: 'pin', person, stillHolds };
    }
    const token = this.#tokens.find(value);
    if (token === undefined) return 'wrong';
    const stillHolds = () => this.#tokens.find(value) !== undefined;
    return { author: { name: token.name, side: 'lan' }, role: token.role, via: 'bearer', stillHolds };
  }
}
