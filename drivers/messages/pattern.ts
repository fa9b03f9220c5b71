import { classTest, endOfClass, escapeTest } from './pattern-chars.ts';
import { anyNumber, type Instruction, joined, moved, optional, type Part } from './pattern-program.ts';

/**
 * Patterns of definitions: `.`, `\d \s \w \D \S \W`, `[a-z]`, `[^…]`, alternation, groups, `(?:)`, `? * +` and their lazy
 * forms, `{n}` `{n,m}`, `^`, `$`. Made into a program that `pattern-run.ts` walks once over the text: whatever the pattern,
 * the time is at most its length times that of the text.
 */

export type ParsedPattern =
  | { readonly ok: true; readonly program: readonly Instruction[]; readonly groups: number }
  | { readonly ok: false; readonly message: string };

/** A program of this length over 64 KiB of text is done in a fraction of a second. */
const maxInstructions = 1_000;
const maxDepth = 20;

/** Reads a pattern; never throws. */
export function parsePattern(source: string): ParsedPattern {
  try {
    const reader = new Reader(source);
    const program = reader.whole();
    return { ok: true, program, groups: reader.groups };
  } catch (error) {
    if (error instanceof PatternFault) return { ok: false, message: error.message };
    throw error;
  }
}

class PatternFault extends Error {}

class Reader {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  groups = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Part {
    const body = this.#choice();
    if (this.#at < this.#source.length) this.#fail('a ) too many');
    return joined([[{ op: 'save', slot: 0 }], body, [{ op: 'save', slot: 1 }, { op: 'match' }]]);
  }

  #choice(): Part {
    this.#depth += 1;
    if (this.#depth > maxDepth) this.#fail(`groups stand at most ${maxDepth} deep`);
    let part = this.#sequence();
    while (this.#peek() === '|') {
      this.#at += 1;
      const other = this.#sequence();
      part = this.#bounded([
        { op: 'split', first: 1, second: part.length + 2 },
        ...moved(part, 1),
        { op: 'jump', to: part.length + other.length + 2 },
        ...moved(other, part.length + 2),
      ]);
    }
    this.#depth -= 1;
    return part;
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && this.#peek() !== '|' && this.#peek() !== ')') parts.push(this.#repeated());
    return this.#bounded(joined(parts));
  }

  #repeated(): Part {
    const part = this.#single();
    const [least, most] = this.#count();
    if (least === 1 && most === 1) return part;
    const lazy = this.#peek() === '?';
    if (lazy) this.#at += 1;
    if ((most === Number.POSITIVE_INFINITY ? least + 1 : most) * (part.length + 2) > maxInstructions) this.#tooLong();
    const must = Array.from({ length: least }, () => part);
    if (most === Number.POSITIVE_INFINITY) return this.#bounded(joined([...must, anyNumber(part, lazy)]));
    let may: Part = [];
    for (let k = least; k < most; k += 1) may = optional(joined([part, may]), lazy);
    return this.#bounded(joined([...must, may]));
  }

  /** How often what stands before is repeated. */
  #count(): readonly [number, number] {
    const sign = this.#peek();
    const braces = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(this.#source.slice(this.#at));
    if (braces !== null) {
      this.#at += braces[0].length;
      const least = Number(braces[1]);
      const most =
        braces[2] === undefined ? least : braces[3] === undefined ? Number.POSITIVE_INFINITY : Number(braces[3]);
      if (most < least) this.#fail('the numbers in braces are the wrong way round');
      return [least, most];
    }
    if (sign !== '?' && sign !== '*' && sign !== '+') return [1, 1];
    this.#at += 1;
    return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY];
  }

  #single(): Part {
    const char = this.#peek();
    if (char === '(') return this.#group();
    if (char === '?' || char === '*' || char === '+') this.#fail(`nothing stands before ${char}`);
    this.#at += 1;
    if (char === '^') return [{ op: 'start' }];
    if (char === '$') return [{ op: 'end' }];
    if (char === '.') return [{ op: 'char', test: (code) => code !== 10 && code !== 13 }];
    if (char === '[') {
      const end = endOfClass(this.#source, this.#at);
      const test = end === undefined ? undefined : classTest(this.#source.slice(this.#at, end));
      if (end === undefined || test === undefined) this.#fail('a [ ] class cannot be read');
      this.#at = end + 1;
      return [{ op: 'char', test }];
    }
    if (char !== '\\') return [{ op: 'char', test: (code) => code === char.charCodeAt(0) }];
    const test = escapeTest(this.#peek());
    if (test === undefined) this.#fail(`\\${this.#peek()} is not supported`);
    this.#at += 1;
    return [{ op: 'char', test }];
  }

  #group(): Part {
    this.#at += 1;
    const keeps = !this.#source.startsWith('?:', this.#at);
    if (!keeps) this.#at += 2;
    else if (this.#peek() === '?') this.#fail('of the groups that begin with (? there is only (?:');
    if (keeps) this.groups += 1;
    const slot = 2 * this.groups;
    const body = this.#choice();
    if (this.#peek() !== ')') this.#fail('a ( is not closed');
    this.#at += 1;
    return keeps ? joined([[{ op: 'save', slot }], body, [{ op: 'save', slot: slot + 1 }]]) : body;
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #bounded(part: Part): Part {
    if (part.length > maxInstructions) this.#tooLong();
    return part;
  }

  #tooLong(): never {
    throw new PatternFault('the pattern is too long once its repetitions are written out');
  }

  #fail(message: string): never {
    throw new PatternFault(`${message}, at character ${this.#at + 1}`);
  }
}
