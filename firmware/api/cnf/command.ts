import type { Right } from '../../domain/rights.ts';
import type { Author } from '../ports.ts';
import type { Identity } from '../sign-in/credentials.ts';

/** One call of the original, with what it needs; what it gives is the JSON answer. */
export interface Command {
  readonly right: Right;
  /** Whether it changes something: such calls are refused to foreign pages. */
  readonly changes: boolean;
  /** Answers without credentials too while the site says `openReads`: only what names no person. */
  readonly openRead?: true;
  /** Runs without credentials too, as `via: 'nothing'`: the call itself decides who it is, by a PIN or a card. */
  readonly knocks?: true;
  run(call: CommandCall): Promise<unknown> | unknown;
}

export interface CommandCall {
  readonly method: string;
  /** The body as JSON; rejects with a NetwachtError. */
  readonly json: () => Promise<unknown>;
  readonly query: URLSearchParams;
  readonly author: Author;
  /** Who calls; absent: the program itself. */
  readonly identity?: Identity;
  /** The address it comes from; absent as `identity`. */
  readonly source?: string;
}

/** The calls of one theme by their names. */
export type CommandTable = readonly (readonly [string, Command])[];
