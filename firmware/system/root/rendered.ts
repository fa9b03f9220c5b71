import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepText } from './kept.ts';

export interface RenderedParts {
  /** /data/system/rendered: read by build/overlay/usr/lib/netwacht/settle-network at the next start. */
  readonly folder: string;
  /** What the files follow from, in this order: image.json, network.json, time.json. */
  readonly sources: readonly string[];
}

/** What a start of the box rendered, kept so that the next one need not. */
export class Rendered {
  readonly #parts: RenderedParts;

  constructor(parts: RenderedParts) {
    this.#parts = parts;
  }

  /**
   * The LAN interface of the last start: it stays, whatever is plugged in that would come before it. undefined: there was no
   * start, or its files are damaged.
   */
  lan(): string | undefined {
    try {
      const name = readFileSync(join(this.#parts.folder, 'lan'), 'utf8').trim();
      return name === '' ? undefined : name;
    } catch {
      return undefined;
    }
  }

  /** `files` by name; `sums` goes last, so that a power cut leaves what does not fit its sums. Throws `notPersisted`. */
  keep(files: ReadonlyMap<string, string>): void {
    const { folder } = this.#parts;
    const all = new Map([...files, ['key', `${this.key()}\n`]]);
    this.forget();
    for (const [name, text] of all) keepText(join(folder, name), text);
    keepText(join(folder, 'sums'), [...all].map(([name, text]) => `${sha256(text)}  ${name}\n`).join(''));
  }

  /** The next start renders anew; which interface is the LAN's is kept. */
  forget(): void {
    const { folder } = this.#parts;
    if (!existsSync(folder)) return;
    for (const name of ['sums', ...readdirSync(folder)])
      if (name !== 'lan') rmSync(join(folder, name), { force: true });
  }

  /** The same as key() of settle-network. */
  key(): string {
    const lines = this.#parts.sources.map((file) =>
      existsSync(file) ? `${sha256(readFileSync(file))}  -\n` : 'none\n',
    );
    return sha256(lines.join(''));
  }
}

const sha256 = (what: string | Buffer): string => createHash('sha256').update(what).digest('hex');
