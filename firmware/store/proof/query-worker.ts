import { parentPort, workerData } from 'node:worker_threads';
import { checkProof } from './check.ts';
import { exportText } from './export.ts';
import { proofKeys } from './keys.ts';
import { periodsOf } from './periods.ts';
import { openProofReader } from './proof-reader.ts';
import type { ProofQuery, QueryAnswer } from './query-messages.ts';

/** The query thread of the proof log: one long question, read-only, away from the API and the control loop. */
const port = parentPort;
if (port === null) throw new Error('query-worker.ts runs as a worker thread only');
const query = workerData as ProofQuery;
const post = (answer: QueryAnswer): void => port.postMessage(answer);
const chunkChars = 64 * 1024;

try {
  const reader = openProofReader({ dir: query.dir });
  if (query.kind === 'verify') {
    post({ kind: 'checked', check: checkProof(reader) });
    reader.close();
  } else if (query.kind === 'periods') {
    post({ kind: 'periods', periods: periodsOf(reader, query.question) });
    reader.close();
  } else {
    const text = exportText(reader, proofKeys(query.dir), query.options);
    const next = (): void => {
      try {
        const chunk = chunkOf(text);
        if (chunk !== '') {
          post({ kind: 'chunk', text: chunk });
          return;
        }
        post({ kind: 'end' });
        reader.close();
        port.close();
      } catch (error) {
        failed(error);
      }
    };
    port.on('message', next);
    next();
  }
} catch (error) {
  failed(error);
}

function chunkOf(text: Iterator<string>): string {
  let chunk = '';
  while (chunk.length < chunkChars) {
    const piece = text.next();
    if (piece.done) break;
    chunk += piece.value;
  }
  return chunk;
}

function failed(error: unknown): void {
  post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  port?.close();
}
