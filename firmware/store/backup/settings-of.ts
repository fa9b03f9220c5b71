import type { BackupHead, BackupLine, BackupLineOf, BackupSettings } from '../../domain/backup.ts';
import { NetwachtError } from '../../domain/errors.ts';

/** Settings of a site are some hundreds; a file with more was made to fill the memory. */
const mostSettings = 20_000;
const mostBytes = 32 * 1024 * 1024;
/** Kinds of which there is one, and what tells the others of a kind apart. */
const keyOf = (line: BackupLine): string => {
  switch (line.kind) {
    case 'variable':
      return line.name.toLowerCase();
    case 'channel':
    case 'backend':
      return line.id;
    case 'pin':
      return line.user;
    case 'cardUses':
      return line.tag;
    case 'plan':
      return `${line.of} ${line.place}`;
    case 'definition':
      return line.id;
    case 'secret':
      return line.name;
    case 'key':
      return `${line.folder} ${line.name}`;
    default:
      return '';
  }
};

/** Gathers the lines that are settings. Code: `badBackup`. */
export class GatheredSettings {
  readonly #byKey = new Map<string, BackupLine>();
  #bytes = 0;

  add(line: BackupLine): void {
    const key = `${line.kind} ${keyOf(line)}`;
    if (this.#byKey.has(key)) throw new NetwachtError('badBackup', `The backup names twice: ${key.slice(0, 100)}`);
    this.#bytes += JSON.stringify(line).length;
    if (this.#byKey.size >= mostSettings || this.#bytes > mostBytes)
      throw new NetwachtError('badBackup', 'The backup holds more settings than a box can have');
    this.#byKey.set(key, line);
  }

  all(head: BackupHead): BackupSettings {
    const lines = [...this.#byKey.values()];
    const of = <K extends BackupLine['kind']>(kind: K) =>
      lines.filter((line): line is BackupLineOf<K> => line.kind === kind);
    return {
      head,
      site: of('site')[0]?.document,
      variables: of('variable'),
      gateway: of('gateway')[0]?.document,
      channels: of('channel'),
      backends: of('backend'),
      ocppServer: of('ocppServer')[0]?.document,
      ...{ pins: of('pin'), cardUses: of('cardUses'), plans: of('plan'), definitions: of('definition') },
      ...{ secrets: of('secret'), keys: of('key') },
    };
  }
}
