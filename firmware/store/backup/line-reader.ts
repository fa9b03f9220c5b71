import { type BackupHead, type BackupLine, backupFormat, backupHead, backupLine } from '../../domain/backup.ts';
import { NetwachtError } from '../../domain/errors.ts';

/** Longest line: the text of a definition, or a session of a fortnight. */
const longestLine = 4 * 1024 * 1024;
/** What an opened backup may hold at most, however well it was packed. */
const mostBytes = 1024 * 1024 * 1024;

/** Reads an opened backup as it comes in, and refuses what is not one. Codes: `badBackup`, `otherVersion`, `tooLarge`. */
export class BackupReader {
  #head: BackupHead | undefined;
  #rest = '';
  #decoder = new TextDecoder('utf-8', { fatal: true });
  #bytes = 0;
  #lines = 0;
  #ended = false;

  /** The head; it is there when the first line has been read. */
  head(): BackupHead {
    if (this.#head === undefined) throw broken('it has no head');
    return this.#head;
  }

  /** The lines that are whole with this part. */
  take(part: Uint8Array): readonly BackupLine[] {
    this.#bytes += part.byteLength;
    if (this.#bytes > mostBytes) throw new NetwachtError('tooLarge', 'The backup holds more than a box can take');
    const lines = (this.#rest + this.#decoded(part)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > longestLine) throw broken('it has a line without end');
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  /** Throws when the backup is not whole. */
  end(): void {
    this.#decoded(new Uint8Array(), true);
    if (!this.#ended || this.#rest !== '') throw broken('its end is missing');
  }

  #decoded(part: Uint8Array, last = false): string {
    try {
      return this.#decoder.decode(part, { stream: !last });
    } catch {
      throw broken('it is not text');
    }
  }

  #line(text: string): BackupLine | undefined {
    if (this.#ended) throw broken('something follows its end');
    const json = parsed(text, this.#lines + 1);
    if (this.#head === undefined) {
      this.#head = headOf(json);
      return undefined;
    }
    const read = backupLine.safeParse(json);
    if (!read.success) {
      const [issue] = read.error.issues;
      throw broken(`line ${this.#lines + 2}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not fit'}`);
    }
    if (read.data.kind === 'end') {
      if (read.data.lines !== this.#lines) throw broken('lines are missing in it');
      this.#ended = true;
      return undefined;
    }
    this.#lines += 1;
    return read.data;
  }
}

const broken = (why: string): NetwachtError =>
  new NetwachtError('badBackup', `This backup cannot be used: ${why.slice(0, 300)}. Nothing was changed`);

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken(`line ${line} is no JSON`);
  }
}

/** There is one version so far; a step from an older one to the next goes here. */
function headOf(json: unknown): BackupHead {
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (typeof format === 'string' && /^netwacht-backup\/\d+$/.test(format) && format !== backupFormat)
    throw new NetwachtError(
      'otherVersion',
      `The backup has the format ${format}, this program reads ${backupFormat}: update the box first. Nothing was changed`,
    );
  const head = backupHead.safeParse(json);
  if (!head.success) throw broken('it is not a backup of a Netwacht');
  return head.data;
}
