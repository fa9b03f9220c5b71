import { useEffect, useState } from 'preact/hooks';
import { type FormulaNames, readFormulaNames } from '../api/formulas.ts';

const none: FormulaNames = { names: [], functions: [] };

/** What may stand in a formula; none until it is read, and a field without it can be typed in all the same. */
export function useFormulaNames(): FormulaNames {
  const [names, setNames] = useState(none);
  useEffect(() => {
    let wanted = true;
    void readFormulaNames().then((outcome) => wanted && outcome.ok && setNames(outcome.value));
    return () => {
      wanted = false;
    };
  }, []);
  return names;
}
