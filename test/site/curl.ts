import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Box, password } from './box.ts';

export const hasCurl = (): boolean => spawnSync('curl', ['--version']).status === 0;

/** Runs a line of a manual in a shell, with the address and the password put in; gives what it prints, as JSON. */
export async function run(box: Box, line: string): Promise<unknown> {
  const filled = line.replaceAll('ADDRESS', `127.0.0.1:${box.port}`).replaceAll('PASSWORD', password);
  const text = await new Promise<string>((resolve, reject) => {
    execFile('sh', ['-c', filled], { timeout: 10_000 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  return JSON.parse(text);
}

/** The five lines for the operator as our own manual prints them. */
export function operatorLines(): readonly string[] {
  const manual = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const [, block = ''] = /## Five lines for the operator\s+```sh\n([\s\S]*?)```/.exec(manual) ?? [];
  return block.split('\n').filter((line) => line !== '');
}
