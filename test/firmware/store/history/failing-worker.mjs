// A history thread that dies of its third sample, until the folder says that it may live.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const heard = [];
parentPort.on('message', (message) => {
  heard.push(message.kind);
  if (message.kind === 'close') parentPort.postMessage({ kind: 'closed' });
  if (message.kind === 'window')
    parentPort.postMessage({ kind: 'window', id: message.id, window: { everyS: 1, steps: heard } });
  if (existsSync(join(workerData.dir, 'may-live'))) return;
  if (heard.filter((kind) => kind === 'take').length === 3) throw new Error('played');
});
