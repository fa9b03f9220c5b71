import { parentPort, workerData } from 'node:worker_threads';
import { NetwachtError } from '../../domain/errors.ts';
import { HistoryBook } from './history-book.ts';
import { historyText } from './history-text.ts';
import type { FromHistory, HistoryThreadSettings, ToHistory } from './thread-messages.ts';
import { windowOf } from './window.ts';

/** The history thread: writes history and answers every question to it, away from the API and the control loop. */
const port = parentPort;
if (port === null) throw new Error('history-worker.ts runs as a worker thread only');
const { dir } = workerData as HistoryThreadSettings;
const post = (message: FromHistory): void => port.postMessage(message);
const chunkChars = 64 * 1024;

const book = new HistoryBook({
  dir,
  nowMs: () => Date.now(),
  health: {
    raise: (fault, facts = {}) => post({ kind: 'raise', fault, facts }),
    clear: (fault) => post({ kind: 'clear', fault }),
  },
});
/** The main thread hears of so many samples together. */
const toldEvery = 30;
let taken = 0;
let ring: Float64Array = new Float64Array();
/** Values of a sample. */
let width = 0;
const texts = new Map<number, Iterator<string>>();

port.on('message', (message: ToHistory) => {
  switch (message.kind) {
    case 'use':
      width = message.series.length;
      ring = new Float64Array(message.ring);
      return book.use(message.series);
    case 'learn':
      return book.learn(message.texts);
    case 'take':
      book.take(message.atMs, ring.subarray(message.place * width, (message.place + 1) * width));
      taken += 1;
      if (taken % toldEvery === 0) post({ kind: 'taken', samples: toldEvery });
      return;
    case 'text':
      return answered(message.id, () => {
        texts.set(message.id, historyText(book, message.question, Date.now()));
        post({ kind: 'begun', id: message.id });
      });
    case 'more':
      return answered(message.id, () => more(message.id));
    case 'enough':
      texts.delete(message.id);
      return;
    case 'window':
      return answered(message.id, () =>
        post({ kind: 'window', id: message.id, window: windowOf(book, message.question, Date.now()) }),
      );
    case 'close':
      book.close();
      post({ kind: 'closed' });
      return port.close();
  }
});

function more(id: number): void {
  const text = texts.get(id);
  if (text === undefined) return;
  let chunk = '';
  while (chunk.length < chunkChars) {
    const piece = text.next();
    if (piece.done) break;
    chunk += piece.value;
  }
  if (chunk !== '') post({ kind: 'chunk', id, text: chunk });
  else {
    texts.delete(id);
    post({ kind: 'end', id });
  }
}

/** A question that fails is answered so; it ends nothing else. */
function answered(id: number, answer: () => void): void {
  try {
    answer();
  } catch (error) {
    texts.delete(id);
    if (error instanceof NetwachtError) {
      const { code, message, path } = error;
      post({ kind: 'failed', id, code, message, ...(path === undefined ? {} : { path }) });
    } else post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}
