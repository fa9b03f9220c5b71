import { NetwachtError } from '../../domain/errors.ts';
import { badRuleSet, entryOf, fileOf, type RuleSetEntry, type RuleSetFile } from './rule-set-file.ts';

/** The site document as it is put; the sets are a part of it. */
interface Sites {
  current(): { readonly document: unknown; readonly etag: string } | undefined;
  put(
    document: unknown,
    options: {
      readonly ifMatch?: string;
      readonly author: { readonly name: string; readonly side: 'lan' | 'channel' };
    },
  ): string;
}
type PutOptions = Parameters<Sites['put']>[1];

export interface RuleSetDeskOptions {
  readonly site: Sites;
  /** The sets that are shipped. */
  readonly presets: () => readonly RuleSetFile[];
}

/**
 * The desk for named rule sets as files. They stand in the site document and nowhere else: an import is a change of the site.
 * Throws NetwachtError `noSite`, `notFound`, `badRuleSet` (with the path in the file), `inUse`, and what a put of the site throws.
 */
export class RuleSetDesk {
  readonly #options: RuleSetDeskOptions;

  constructor(options: RuleSetDeskOptions) {
    this.#options = options;
  }

  list() {
    const { ruleSets, etag } = this.#current();
    return { etag, ruleSets: Object.entries(ruleSets).map(([id, entry]) => headOf(fileOf(id, entry))) };
  }

  get(id: string): { readonly etag: string; readonly file: RuleSetFile } {
    const { ruleSets, etag } = this.#current();
    const entry = Object.hasOwn(ruleSets, id) ? ruleSets[id] : undefined;
    if (entry === undefined) throw noSet(id);
    return { etag, file: fileOf(id, entry) };
  }

  /** Imports a file; a set of the same id is replaced. Returns the new ETag of the site. */
  put(id: string, file: unknown, options: PutOptions): string {
    const { document, ruleSets } = this.#current();
    const entry = entryOf(file, id);
    // JSON can name it, objects cannot.
    if (id === '__proto__') throw badRuleSet('id', 'a set cannot have this id');
    try {
      return this.#options.site.put({ ...document, ruleSets: { ...ruleSets, [id]: entry } }, options);
    } catch (error) {
      throw inFile(error, id);
    }
  }

  remove(id: string, options: PutOptions): string {
    const { document, ruleSets } = this.#current();
    if (!Object.hasOwn(ruleSets, id)) throw noSet(id);
    const { [id]: _gone, ...others } = ruleSets;
    try {
      return this.#options.site.put({ ...document, ruleSets: others }, options);
    } catch (error) {
      if (!(error instanceof NetwachtError) || error.code !== 'badSite') throw error;
      throw new NetwachtError('inUse', `The rule set ${id} cannot go: ${error.message}`, { cause: error });
    }
  }

  presets() {
    return this.#options.presets().map(headOf);
  }

  preset(id: string): RuleSetFile {
    const found = this.#options.presets().find((each) => each.id === id);
    if (found === undefined) throw noSet(id);
    return found;
  }

  #current() {
    const current = this.#options.site.current();
    if (current === undefined) throw new NetwachtError('noSite', 'This box has no site document yet');
    const document = current.document as Readonly<Record<string, unknown>>;
    const ruleSets = (document.ruleSets ?? {}) as Readonly<Record<string, RuleSetEntry>>;
    return { document, ruleSets, etag: current.etag };
  }
}

const headOf = ({ id, name = id, description = '', parameters = [], rules }: RuleSetFile) => ({
  ...{ id, name, description, parameters },
  rules: rules.length,
});

const noSet = (id: string) => new NetwachtError('notFound', `There is no rule set ${id.slice(0, 64)}`);

/** A fault of the site that lies in the set, told with its place in the file. */
function inFile(error: unknown, id: string): unknown {
  if (!(error instanceof NetwachtError) || error.code !== 'badSite') return error;
  const { path = '' } = error;
  const at = `ruleSets.${id}`;
  if (!path.startsWith(`${at}[`)) return error;
  const inside = `rules${path.slice(at.length)}`;
  return badRuleSet(inside, error.message.replace(path, '').replace(/^: /, ''));
}
