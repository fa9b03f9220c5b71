import { useEffect, useState } from 'preact/hooks';
import { checkFormula, type FormulaVerdict, type FormulaWhere } from '../api/formulas.ts';
import type { Failure } from '../api/request.ts';

/** What the box said to this text; an answer to an older text is never kept. */
export type FormulaCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'checked'; readonly verdict: FormulaVerdict }
  | { readonly kind: 'unchecked'; readonly failure: Failure };

/** Typing is let come to rest. */
const restMs = 250;
/** Values move on while somebody looks at the field. */
const againMs = 5_000;

/** Checks a formula whenever it changes, and its value again and again while `watched`. */
export function useFormulaCheck(
  formula: string,
  { inRules, variable, device }: FormulaWhere,
  watched: boolean,
): FormulaCheck {
  const [found, setFound] = useState<{ of: string; check: FormulaCheck }>({ of: '', check: { kind: 'empty' } });
  const empty = formula.trim() === '';
  useEffect(() => {
    if (empty) return;
    let wanted = true;
    let timer = setTimeout(ask, restMs);
    async function ask(): Promise<void> {
      const outcome = await checkFormula(formula, { inRules, variable, device });
      if (!wanted) return;
      setFound({
        of: formula,
        check: outcome.ok ? { kind: 'checked', verdict: outcome.value } : { kind: 'unchecked', failure: outcome },
      });
      if (watched) timer = setTimeout(ask, againMs);
    }
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [formula, empty, inRules, variable, device, watched]);
  if (empty) return { kind: 'empty' };
  return found.of === formula ? found.check : { kind: 'asking' };
}
