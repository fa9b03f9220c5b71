import { NetwachtError } from '../../domain/errors.ts';
import type { Rule } from '../../domain/site/rules.ts';

/** The site document as it is put; rules of users are a part of it. */
interface Sites {
  current(): { readonly document: unknown; readonly etag: string } | undefined;
  put(document: unknown, options: { readonly ifMatch?: string; readonly author: Author }): string;
}

interface Author {
  readonly name: string;
  readonly side: 'lan' | 'channel';
}

type UserEntry = Readonly<Record<string, unknown>>;

/** What rules set of the walk itself; everything else belongs to the house. */
const ofWalk: ReadonlySet<string> = new Set(['_rule_val', '_rule_id', '_rule_min', '_undercut']);

/**
 * The rules of one user, as he may write them himself (original-product G1). They stand in the site document and nowhere else.
 * Throws NetwachtError `noSite`, `noUser`, `forbidden`, and what a put of the site throws, with the path in the list.
 */
export class OwnRules {
  readonly #site: Sites;

  constructor(site: Sites) {
    this.#site = site;
  }

  /** As they were written. */
  get(user: string): readonly unknown[] {
    const { users, index } = this.#find(user);
    const { rules } = users[index] ?? {};
    return Array.isArray(rules) ? rules : [];
  }

  /** `own`: the user himself writes; then they set nothing but his own walk. */
  put(user: string, rules: readonly Rule[], { author, own }: { readonly author: Author; readonly own: boolean }): void {
    const { document, etag, users, index } = this.#find(user);
    if (own) refuseForeign(rules);
    const changed = users.map((each, i) => (i === index ? { ...each, rules } : each));
    try {
      this.#site.put({ ...document, users: changed }, { ifMatch: etag, author });
    } catch (error) {
      throw inList(error, index);
    }
  }

  #find(id: string) {
    const current = this.#site.current();
    if (current === undefined) throw new NetwachtError('noSite', 'This box has no site document yet');
    const document = current.document as Readonly<Record<string, unknown>>;
    const users = (Array.isArray(document.users) ? document.users : []) as readonly UserEntry[];
    const index = users.findIndex((user) => user.id === id);
    if (index < 0) throw new NetwachtError('noUser', `There is no user ${id.slice(0, 64)}`);
    return { document, etag: current.etag, users, index };
  }
}

function refuseForeign(rules: readonly Rule[]): void {
  rules.forEach(({ then }, k) => {
    if (then.kind !== 'variable' && then.kind !== 'trigger') return;
    if (ofWalk.has(then.name.toLowerCase().replace(/^cm\./, ''))) return;
    const path = `rules[${k}].then.name`;
    throw new NetwachtError('forbidden', `${path}: a user sets no variables of the house`, { path });
  });
}

/** A fault of the site is told where it stands in the list that was sent. */
function inList(error: unknown, index: number): unknown {
  const at = `users[${index}].`;
  if (!(error instanceof NetwachtError) || error.path?.startsWith(at) !== true) return error;
  const message = error.message.replace(at, '');
  return new NetwachtError(error.code, message, { path: error.path.slice(at.length), cause: error });
}
