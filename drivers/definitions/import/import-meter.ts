import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { lintDefinition } from '../lint.ts';
import { type Definition, schemaOf } from '../schema.ts';
import { jsonParts } from './import-json.ts';
import { modbusParts } from './import-modbus.ts';
import { type OriginalFile, type OriginalVariable, readOriginalFile } from './original-file.ts';
import { isAbout, type NamedVariable, nameOf, settled } from './original-names.ts';
import { type LeftOut, Report } from './report.ts';

/** What became of a file of the original. */
export interface Imported {
  readonly definition: Definition;
  /** What could not be taken over, and why; empty when all of it was. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Makes a definition of ours from a user-defined meter file of the original (JSON with comments and 0x numbers, rtype 0, 1
 * or 2). `fileName` gives the id where the file itself says none. Pure. Throws NetwachtError `badFile` where nothing of it
 * can be used.
 */
export function importMeter(source: string, fileName: string): Imported {
  const file = readOriginalFile(source);
  const report = new Report();
  const named = measured(file, report);
  const id = idOf(file, fileName);
  const parts = file.rtype === 0 ? modbusParts(file, named, report) : jsonParts(file, named, id, report);
  leaveTheRest(file, report);
  return { definition: checked({ ...about(file, id), ...parts }), leftOut: report.leftOut };
}

/** The variables that are measured, by the names of ours. */
function measured(file: OriginalFile, report: Report): readonly NamedVariable[] {
  const names = file.variables.map(({ name }) => name);
  const named = file.variables.flatMap((variable) => {
    const why = notMeasured(variable, names);
    const one = why === undefined ? nameOf(variable) : undefined;
    if (one !== undefined) return [one];
    if (!isAbout(variable.name) || variable.fixed === undefined)
      report.leave(variable.name, why ?? 'no quantity can be called so');
    return [];
  });
  const { kept, missing } = settled(named);
  report.leaveAll(missing, 'it stands for some phases only: all three of them, or the first one alone');
  return kept;
}

function notMeasured({ name, fixed, expr }: OriginalVariable, names: readonly string[]): string | undefined {
  if (expr !== undefined) return formulaOf(name, expr, names);
  if (fixed !== undefined) return 'a fixed value is not measured, so it is no value';
  if (/^CM\./i.test(name)) return 'a variable of the site is set by its formula or by its operator, not yet by a meter';
  return undefined;
}

/** Names of the file's own variables get the meter before them, as formulas of the site want it. */
function formulaOf(name: string, expr: string, names: readonly string[]): string {
  const whole = expr.replace(/(?<![\w.])[A-Za-z_]\w{0,63}(?![\w.(])/g, (word) =>
    names.includes(word) ? `M1.${word}` : word,
  );
  const field = `"fields": {"${name}": ${JSON.stringify(whole)}}`;
  return `a formula: put ${field} into a meter made of formulas (definition "expression"), with the id of this meter for M1`;
}

function about(file: OriginalFile, id: string): object {
  const fixed = (name: string) => file.variables.find((variable) => variable.name === name)?.fixed;
  const { outputs, resets } = file;
  const formulas = file.variables.flatMap(({ name, expr }) => (expr === undefined ? [] : [[name, expr] as const]));
  return {
    ...{ id, vendor: file.manufacturer ?? 'unknown' },
    model: String(file.name ?? fixed('type_designation') ?? file.devType ?? id),
    ...{ kind: 'meter', status: 'unverified' },
    // As the original counts, so do the roles here: import, load, production and charging are positive.
    sign: { power: 'importPositive', current: 'magnitude' },
    quirks: [],
    sources: ['a user-defined meter file of the charging manager that stood here before'],
    unverified: [{ what: 'nobody has compared it with the product: see that its values are right', aspect: 'other' }],
    imported: {
      ...(outputs.length > 0 && { outputs }),
      ...(resets.length > 0 && { resets }),
      ...(formulas.length > 0 && { formulas: Object.fromEntries(formulas) }),
    },
  };
}

function leaveTheRest(file: OriginalFile, report: Report): void {
  for (const key of ['outputs', 'resets'] as const)
    if (file[key].length > 0) report.leave(key, 'kept on file; devices that switch are not yet supported');
  for (const key of file.unknown) report.leave(key, 'nothing is known of this key');
  if (file.rtype === 0 && file.updateDelay !== undefined) report.leave('upd_delay', 'a line is read at its own pace');
}

/** `user-` and what the file calls itself: never the id of a product that is known already. */
function idOf({ devType, name }: OriginalFile, fileName: string): string {
  const slug = (devType ?? name ?? fileName.replace(/\.json$/i, ''))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  return `user-${slug === '' ? 'meter' : slug}`;
}

function checked(data: Record<string, unknown>): Definition {
  const result = schemaOf(data).safeParse(data);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = issue?.path.join('.') ?? '';
    const empty = ['registers', 'values', 'requests', 'topics', 'frames', 'samples'].includes(path);
    const why = empty ? 'the file has no value that can be read' : `${path}: ${issue?.message}`;
    throw new NetwachtError('badFile', `No definition can be made of it: ${why}`, { path });
  }
  const [problem] = lintDefinition(result.data);
  if (problem !== undefined)
    throw new NetwachtError('badFile', `No definition can be made of it: ${problem.path}: ${problem.message}`, problem);
  return result.data;
}
