import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { shapeFaults } from '../../domain/shape-faults.ts';
import { pathText } from '../../domain/site/path.ts';
import { formula, id } from '../../domain/site/primitives.ts';
import { rule, ruleSetTexts } from '../../domain/site/rules.ts';

export const ruleSetFormat = 'netwacht-rule-set/1';

/** A rule set as a file that is given to others (F2). `parameters`: what may be set without reading the rules. */
export const ruleSetFile = z.strictObject({
  format: z.literal(ruleSetFormat),
  id,
  ...ruleSetTexts,
  parameters: z
    .array(z.strictObject({ name: z.string().min(1).max(64), formula }))
    .max(100)
    .default([]),
  rules: z.array(rule).max(100),
});
export type RuleSetFile = z.input<typeof ruleSetFile>;

type RuleInput = RuleSetFile['rules'][number];
/** How a set stands in the site document. */
export type RuleSetEntry =
  | readonly RuleInput[]
  | { readonly name?: string; readonly description?: string; readonly rules: readonly RuleInput[] };

/**
 * The entry of the site document that a file makes: its rules as they were given, its parameters put into the rules that
 * define them. Throws `badRuleSet` with the path in the file.
 */
export function entryOf(given: unknown, wantedId: string): RuleSetEntry {
  const read = ruleSetFile.safeParse(given);
  if (!read.success) {
    const [fault] = shapeFaults(read.error.issues);
    throw badRuleSet(pathText(fault?.path ?? []), fault?.message ?? 'the file does not fit');
  }
  const file = given as RuleSetFile;
  if (file.id !== wantedId) throw badRuleSet('id', `the file is of the set "${file.id}", not of "${wantedId}"`);
  const rules = withParameters(file);
  const { name, description } = file;
  return name === undefined && description === undefined
    ? rules
    : { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }), rules };
}

/** The file of a set that stands in the site document. */
export function fileOf(setId: string, entry: RuleSetEntry): RuleSetFile {
  const { rules, ...texts } = 'rules' in entry ? entry : { rules: entry };
  const parameters = rules.flatMap(({ then }) =>
    then.kind === 'parameter' ? [{ name: then.name, formula: then.formula }] : [],
  );
  return { format: ruleSetFormat, id: setId, ...texts, parameters, rules: [...rules] };
}

export const badRuleSet = (path: string, message: string): NetwachtError =>
  new NetwachtError('badRuleSet', path === '' ? message : `${path}: ${message}`, path === '' ? {} : { path });

function withParameters({ parameters = [], rules }: RuleSetFile): readonly RuleInput[] {
  const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  parameters.forEach(({ name }, k) => {
    if (!rules.some(({ then }) => then.kind === 'parameter' && isSame(then.name, name)))
      throw badRuleSet(`parameters[${k}].name`, `no rule of the set gives the parameter "${name}"`);
    if (parameters.findIndex((other) => isSame(other.name, name)) !== k)
      throw badRuleSet(`parameters[${k}].name`, `"${name}" stands twice`);
  });
  return rules.map((each) => {
    const { then } = each;
    const given = then.kind === 'parameter' ? parameters.find(({ name }) => isSame(name, then.name)) : undefined;
    return given === undefined ? each : ({ ...each, then: { ...then, formula: given.formula } } as RuleInput);
  });
}
