import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { BoxSays } from '../part/box-says.tsx';
import { focusWrong } from '../part/field.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useSpeech } from '../words/speech.ts';
import { type DraftField, fieldOf } from './draft-rule.ts';
import type { RuleDraft } from './rule-draft.ts';
import { type RuleOwner, ruleHome } from './rule-owner.ts';

interface RefusedFieldOptions {
  readonly desk: SiteDesk;
  readonly site: SiteDocument;
  readonly owner: RuleOwner;
  readonly draft: RuleDraft;
  readonly form: RefObject<HTMLFormElement | null>;
}

/** What the box said against a rule, at the field that it is about. */
export function useRefusedField({ desk, site, owner, draft, form }: RefusedFieldOptions) {
  const { words } = useSpeech();
  const [looks, setLooks] = useState(false);
  const failure = looks && desk.trouble?.kind === 'refused' ? desk.trouble.failure : undefined;
  const field = failure?.path === undefined ? undefined : placed(failure.path);
  useEffect(() => {
    if (field !== undefined) focusWrong(form.current);
  }, [field, failure]);

  /** Of the list that was sent the rule stands in its place, a new one at the end: the number need not be looked at. */
  function placed(path: string): DraftField | undefined {
    const home = ruleHome(site, owner)?.path;
    const rest = home !== undefined && path.startsWith(`${home}[`) ? path.slice(home.length) : undefined;
    const [, number, place] = /^\[(\d+)\]\.(.+)$/.exec(rest ?? '') ?? [];
    const rules = ruleHome(site, owner)?.rules ?? [];
    const at = rules.findIndex(({ id }) => id === draft.id);
    if (place === undefined || Number(number) !== (at < 0 ? rules.length : at)) return undefined;
    return fieldOf(draft, place);
  }

  return {
    atField: field !== undefined,
    wrongOf: (key: DraftField): ComponentChildren =>
      key === field && failure !== undefined ? (
        <BoxSays lead={words.common.boxSays} message={failure.message} />
      ) : undefined,
    look: () => setLooks(true),
    forget: () => setLooks(false),
  };
}
