// npm run soak -- NAME: long runs that are no part of `npm test`; result in build/out/soak/NAME.json, resumed when interrupted.
import '../firmware/system/node-version.ts';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ResultFile, type Soak } from './soak/soak.ts';

const [name = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, 'soak');
const names = globSync('*.ts', { cwd: folder })
  .map((file) => basename(file, '.ts'))
  .filter((file) => file !== 'soak')
  .sort();

if (!names.includes(name)) {
  console.error(`netwacht: npm run soak -- NAME, with NAME one of: ${names.join(', ')}`);
  process.exit(2);
}

const { soak } = (await import(`./soak/${name}.ts`)) as { soak: Soak };
const result = new ResultFile(join(import.meta.dirname, '..', 'build', 'out', 'soak', `${name}.json`));
if (existsSync(result.path)) console.log(`netwacht: taking up ${result.path}; delete it to start anew`);
const passed = await soak.run(result);
console.log(`netwacht: soak ${name} ${passed ? 'passed' : 'FAILED'}, figures in ${result.path}`);
process.exit(passed ? 0 : 1);
