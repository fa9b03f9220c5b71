// npm run replay -- FILE [--heap]: recorded cycles through the controller, one line of JSON for each (`-` = stdin).
import '../firmware/system/node-version.ts';
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadCatalogue } from '../drivers/definitions/catalogue.ts';
import { Player } from '../firmware/control/replay/player.ts';
import { linesOf } from './replay/lines-of.ts';

const usage = 'npm run replay -- FILE, with FILE a recording or - for stdin; --heap tells the memory in use on stderr';
const heapEveryLines = 3600;

const { values, positionals } = parseArgs({ options: { heap: { type: 'boolean' } }, allowPositionals: true });
const [path] = positionals;
if (path === undefined || positionals.length > 1) {
  console.error(`netwacht: ${usage}`);
  process.exit(64);
}

// A reader that has seen enough (head, less) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));

const player = new Player(loadCatalogue());
let cycles = 0;
let otherwise = 0;
try {
  for await (const line of linesOf(path === '-' ? process.stdin : createReadStream(path))) {
    const answer = line === undefined ? player.tooLong() : player.take(line);
    if (answer === undefined) continue;
    if (!process.stdout.write(`${answer.text}\n`))
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    const { fault, asDecided } = answer;
    if (fault !== undefined)
      console.error(`netwacht: line ${answer.line}: ${[fault.path, fault.message].filter(Boolean).join(': ')}`);
    if (asDecided === false) otherwise += 1;
    cycles += 1;
    if (values.heap && cycles % heapEveryLines === 0) tellHeap();
  }
} catch (error) {
  console.error(`netwacht: ${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  process.exit(66);
}
if (otherwise > 0) {
  console.error(`netwacht: ${otherwise} of ${cycles} cycles came out otherwise than they were decided`);
  process.exitCode = 1;
}

function tellHeap(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  console.error(`netwacht: ${cycles} cycles, ${(process.memoryUsage().heapUsed / 1e6).toFixed(1)} MB of heap in use`);
}
