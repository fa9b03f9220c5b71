import type { ComponentChildren } from 'preact';
import type { Draft, FieldSpec } from './field-spec.ts';

/** What is wrong with fields, by their keys; in rows by `prices[1].ct`. */
export type Wrongs = Readonly<Record<string, ComponentChildren>>;

export interface EntryFieldProps {
  readonly id: string;
  readonly spec: FieldSpec;
  /** Everything that is typed beside it. */
  readonly draft: Draft;
  readonly wrongs: Wrongs;
  /** The key as the box names it. */
  readonly path: string;
  readonly onValue: (value: string) => void;
}
