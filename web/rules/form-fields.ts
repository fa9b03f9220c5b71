import type { ComponentChildren } from 'preact';
import type { DraftField } from './draft-rule.ts';
import type { RuleDraft, TextKey } from './rule-draft.ts';

/** What the fields of a rule's form share. */
export interface FieldsProps {
  readonly draft: RuleDraft;
  /** Of the control of a field, once on the page. */
  readonly id: (key: DraftField) => string;
  readonly wrongOf: (key: DraftField) => ComponentChildren;
  readonly put: (key: TextKey) => (value: string) => void;
  /** Ids of the devices of the site, with their names. */
  readonly devices: Readonly<Record<string, string>>;
  /** Those that may have inputs. */
  readonly meters: Readonly<Record<string, string>>;
  /** Rules that may be jumped to, and sets. */
  readonly rules: Readonly<Record<string, string>>;
  readonly sets: Readonly<Record<string, string>>;
  readonly isBattery: boolean;
  /** Whose fields may stand bare in formulas; undefined: that is not known yet. */
  readonly device: string | undefined;
  readonly voltageV: number;
}
