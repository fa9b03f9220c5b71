import { isFormulated, parseTemplate, type TemplatePiece } from '../../domain/site/output-template.ts';
import type { Output } from '../../domain/site/outputs.ts';

/** The parts of an output's address, then of its body. */
export interface OutputParts {
  readonly url: readonly TemplatePiece[];
  readonly body: readonly TemplatePiece[] | undefined;
}

/** Of a checked site; undefined for templates that cannot be read. */
export function partsOf({ url, body }: Pick<Output, 'url' | 'body'>): OutputParts | undefined {
  const urlParts = parseTemplate(url);
  const bodyParts = body === undefined ? undefined : parseTemplate(body);
  if (!urlParts.ok || bodyParts?.ok === false) return undefined;
  return { url: urlParts.pieces, body: bodyParts?.pieces };
}

/** Every formula in the order in which values are told. */
export const formulasOf = ({ url, body = [] }: OutputParts): readonly string[] =>
  [...url, ...body].filter(isFormulated).map(({ formula }) => formula);

/** Tells whether values belong to this output as it stands. */
export const outputText = ({ url, body }: Pick<Output, 'url' | 'body'>): string => `${url}\n${body ?? ''}`;

/** What the formulas of an output come to now. */
export interface OutputValues {
  readonly id: string;
  /** Of the output that was evaluated: `outputText`. */
  readonly text: string;
  /** Undefined: one of them has no value, so there is nothing to send. */
  readonly values: readonly number[] | undefined;
}
