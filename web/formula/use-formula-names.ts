import { useEffect, useMemo, useState } from 'preact/hooks';
import { type FormulaNames, readFormulaNames } from '../api/formulas.ts';

/** In rules the fields of the own charge point stand without its name; outside them no value of a rule is read. */
function withBareFields({ names, functions }: FormulaNames): FormulaNames {
  const bare = new Map<string, FormulaNames['names'][number]>();
  for (const { name, unit, says } of names) {
    const field = /^E\d+\.(.+)$/.exec(name)?.[1];
    if (field !== undefined && !bare.has(field)) bare.set(field, { name: field, unit, says });
  }
  return { names: [...names, ...bare.values()], functions };
}

const withoutParameters = ({ names, functions }: FormulaNames): FormulaNames => ({
  names,
  functions: functions.filter(({ name }) => name !== 'param'),
});

const none: FormulaNames = { names: [], functions: [] };

/** What may stand in a formula; none until it is read, and a field without it can be typed in all the same. */
export function useFormulaNames(inRules: boolean): FormulaNames {
  const [names, setNames] = useState(none);
  useEffect(() => {
    let wanted = true;
    void readFormulaNames().then((outcome) => wanted && outcome.ok && setNames(outcome.value));
    return () => {
      wanted = false;
    };
  }, []);
  return useMemo(() => (inRules ? withBareFields(names) : withoutParameters(names)), [names, inRules]);
}
