// Checks one definition file (schema, linter, names, frames or samples) and prints what was found: node drivers/check/check.ts FILE
import { checkFile } from './check-file.ts';

const [file, ...more] = process.argv.slice(2);
if (file === undefined || more.length > 0) {
  console.error('usage: node drivers/check/check.ts FILE (a definition, drivers/definitions/…/ID.json or your own)');
  process.exit(2);
}
const { lines, faults } = checkFile(file);
for (const line of lines) console.log(line);
for (const fault of faults) console.log(fault);
console.log(faults.length === 0 ? `${file}: good` : `${file}: ${faults.length} fault(s), see above`);
process.exit(faults.length === 0 ? 0 : 1);
