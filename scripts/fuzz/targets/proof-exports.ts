import { genesisEnds } from '../../../firmware/grid/proof/chain.ts';
import { csvEnd, csvHeader, csvLine } from '../../../firmware/grid/proof/csv.ts';
import { signStatement } from '../../../firmware/grid/proof/head.ts';
import { ExportCheck } from '../../../firmware/grid/proof/verify-export.ts';
import { key, logName, madeLog, someRows, spki } from '../../../test/firmware/grid/proof/made-log.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

/** Exports of the proof log as somebody hands them in to be verified: only the one that was signed is taken (S24). */
export const proofExports: FuzzTarget = {
  name: 'proof-exports',
  share: 4,
  maxBytes: 20_000,
  words: ['\n', ',', '"', '""', 'key,,,,,,,', 'signed,,,,,,,', 'grid,', '; ', '='],
  open() {
    const lines = exported();
    return {
      seeds: [lines.join('\n')],
      take(input) {
        const check = new ExportCheck();
        const given = input.toString('utf8').split('\n');
        for (const line of given) check.take(line);
        const verdict = check.end();
        if (verdict.ok) mustHold(given.join('\n') === lines.join('\n'), 'a file that was changed is taken');
        else mustHold(verdict.why !== '' && verdict.line <= given.length, `a refusal at line ${verdict.line}`);
      },
    };
  },
};

function exported(): readonly string[] {
  const { rows } = madeLog(someRows(12));
  const begin = genesisEnds(logName);
  const ends = { ...begin };
  for (const { stream, seq, hash } of rows) ends[stream] = { seq, hash };
  const signed = signStatement({ kind: 'export', log: logName, atMs: 0, begin, ends }, key);
  return [csvHeader, ...rows.map(csvLine), ...csvEnd(signed, spki)];
}
