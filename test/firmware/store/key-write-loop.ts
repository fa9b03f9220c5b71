// Replaces a pair without end, for a test that kills it: `node key-write-loop.ts FOLDER`.
import { keyFiles } from '../../../firmware/store/key-files.ts';

const files = keyFiles(process.argv[2] ?? '');
const filling = 'x'.repeat(20_000);
for (let n = 1; ; n += 1) {
  const text = `${n} ${filling}`;
  files.write('cls', { certificatePem: `certificate ${text}`, keyPem: `key ${text}`, source: 'made' });
  if (n === 5) process.stdout.write('writes\n');
}
