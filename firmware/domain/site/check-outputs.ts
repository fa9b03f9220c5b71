import type { Report } from './check.ts';
import { checkFormula } from './check-values.ts';
import type { SiteKnowledge } from './knowledge.ts';
import { targetsOf } from './output-target.ts';
import { isFormulated, parseTemplate, type TemplatePiece } from './output-template.ts';
import type { Output, OutputCall } from './outputs.ts';
import type { Site } from './schema.ts';

/** Outputs: unique ids, templates that can be read, formulas that compile, addresses that an installer has written out. */
export function checkOutputs(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const ids = new Set<string>();
  site.outputs.forEach((output, i) => {
    const at = `outputs[${i}]`;
    if (ids.has(output.id)) report(`${at}.id`, `"${output.id}" is used twice`);
    ids.add(output.id);
    if (!checkDevice(output, `${at}.device`, site, knowledge, report)) return;
    const piecesOf = (text: string, path: string) => checkTemplate(text, path, site, knowledge, report);
    checkCall(output, output, at, site, piecesOf, report);
    output.resets.forEach((reset, k) => {
      checkCall(reset, output, `${at}.resets[${k}]`, site, (text, path) => checkConstant(text, path, report), report);
    });
  });
}

function checkDevice({ device }: Output, path: string, site: Site, knowledge: SiteKnowledge, report: Report): boolean {
  if (device === undefined) return true;
  const config = site.devices.find(({ id }) => id === device);
  if (config !== undefined && knowledge.definition(config.definition)?.reachedBy.includes('http')) return true;
  report(
    path,
    config === undefined
      ? `there is no device ${device}`
      : `${device} is not reached by HTTP; write the whole address in the url`,
  );
  return false;
}

type PiecesOf = (text: string, path: string) => readonly TemplatePiece[] | undefined;

function checkCall(call: OutputCall, output: Output, at: string, site: Site, piecesOf: PiecesOf, report: Report): void {
  const pieces = piecesOf(call.url, `${at}.url`);
  if (call.body !== undefined) piecesOf(call.body, `${at}.body`);
  if (call.body !== undefined && call.method === 'GET') report(`${at}.body`, 'a GET has no body');
  if (pieces === undefined) return;
  for (const target of targetsOf(pieces, output, site)) {
    if (target === undefined)
      report(
        `${at}.url`,
        output.device === undefined
          ? 'an address begins with http:// or https://, a host and a path, or with /cnf? for this box itself; no formula may stand before the path'
          : 'with a device the url is a path: it begins with /',
      );
    else if (target.kind === 'own' && !['GET', 'POST'].includes(call.method))
      report(`${at}.method`, 'this box itself takes GET and POST at /cnf');
  }
}

function checkTemplate(
  text: string,
  path: string,
  site: Site,
  knowledge: SiteKnowledge,
  report: Report,
): readonly TemplatePiece[] | undefined {
  const result = parseTemplate(text);
  if (!result.ok) {
    const { message, from, to } = result.fault;
    report(path, `${message} (characters ${from} to ${to})`);
    return undefined;
  }
  for (const { formula, at } of result.pieces.filter(isFormulated)) {
    if (formula.trim() === '') report(path, `a formula is missing (characters ${at} to ${at})`);
    else checkFormula(formula, path, site, knowledge, report, { offset: at });
  }
  return result.pieces;
}

function checkConstant(text: string, path: string, report: Report): readonly TemplatePiece[] | undefined {
  if (!text.includes('${')) return [{ kind: 'text', text }];
  report(path, 'nothing is computed in a reset: it is sent when the output is gone');
  return undefined;
}
