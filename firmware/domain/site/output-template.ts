/** A part of a template. `at`: where its formula begins in the text. */
export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly formula: string; readonly at: number }
  | {
      readonly kind: 'choice';
      readonly formula: string;
      readonly at: number;
      readonly yes: string;
      readonly no: string;
    };

export type Formulated = Exclude<TemplatePiece, { kind: 'text' }>;

export type TemplateResult =
  | { readonly ok: true; readonly pieces: readonly TemplatePiece[] }
  | { readonly ok: false; readonly fault: { readonly message: string; readonly from: number; readonly to: number } };

const maxPieces = 64;
const choice = /\$\{\s*if\s([^`}]*)`([^`]*)`(?:((?:[^`$]|\$(?!\{))*)`\}|([^`}]*)\})/y;
const value = /\$\{([^`}]*)\}/y;

/**
 * Takes a text with `${formula}` and `` ${if formula`a`b} `` apart. What stands for b may hold a } when another ` closes it:
 * `` ${if x`{"on":1}`{"on":0}`} ``. A $ without { is a letter like any other.
 */
export function parseTemplate(text: string): TemplateResult {
  const pieces: TemplatePiece[] = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('${', at);
    const to = open < 0 ? text.length : open;
    if (to > at) pieces.push({ kind: 'text', text: text.slice(at, to) });
    if (open < 0) break;
    const found = pieceAt(text, open);
    if (found === undefined)
      return fault(
        'this "${" is not closed; it holds a formula, or if, a formula and two texts after `',
        open,
        open + 2,
      );
    pieces.push(found.piece);
    at = found.end;
    if (pieces.length > maxPieces) return fault(`a text has at most ${maxPieces} parts`, open, at);
  }
  return { ok: true, pieces };
}

function pieceAt(text: string, open: number): { readonly piece: Formulated; readonly end: number } | undefined {
  choice.lastIndex = open;
  const chosen = choice.exec(text);
  if (chosen !== null) {
    const [whole, formula = '', yes = '', closed, no = ''] = chosen;
    return {
      piece: { kind: 'choice', formula, at: open + whole.indexOf('`') - formula.length, yes, no: closed ?? no },
      end: open + whole.length,
    };
  }
  value.lastIndex = open;
  const [whole, formula = ''] = value.exec(text) ?? [];
  return whole === undefined
    ? undefined
    : { piece: { kind: 'value', formula, at: open + 2 }, end: open + whole.length };
}

const fault = (message: string, from: number, to: number): TemplateResult => ({
  ok: false,
  fault: { message, from, to },
});

export const isFormulated = (piece: TemplatePiece): piece is Formulated => piece.kind !== 'text';

/** What a formula comes to, as precise as it is sent: changes of less than a millionth are none. */
export const sentValue = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;

/** The text with the values of its formulas, in their order. */
export function rendered(pieces: readonly TemplatePiece[], values: readonly number[]): string {
  let next = 0;
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const value = values[next] ?? 0;
      next += 1;
      return piece.kind === 'value' ? String(value) : value === 0 ? piece.no : piece.yes;
    })
    .join('');
}
