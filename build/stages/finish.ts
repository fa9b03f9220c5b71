import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfFile } from './hash.ts';

/** Puts disk and bundle into build/out under their names, with their checksums and a signature of these. */
export async function finish(build: Build, made: { disk: string; bundle: string; sbom: string }): Promise<void> {
  mkdirSync(build.out, { recursive: true });
  const name = `netwacht-${build.target.name}-${build.version}`;
  const files = [
    put(join(made.disk, 'disk.img.zst'), join(build.out, `${name}.img.zst`)),
    put(join(made.bundle, 'update.raucb'), join(build.out, `${name}.raucb`)),
    put(join(made.sbom, 'sbom.cdx.json'), join(build.out, `${name}.sbom.cdx.json`)),
    put(join(made.sbom, 'licences.txt.gz'), join(build.out, `${name}.licences.txt.gz`)),
  ];
  const sums = join(build.out, `${name}.sha256`);
  writeFileSync(sums, files.map((file) => `${hashOfFile(file)}  ${basename(file)}\n`).join(''));
  const { certificate, key } = build.keys;
  const sign = ['cms', '-sign', '-binary', '-nosmimecap', '-md', 'sha256', '-outform', 'DER'];
  await command('openssl', [...sign, '-signer', certificate, '-inkey', key, '-in', sums, '-out', `${sums}.p7s`]);
  for (const file of files) build.say(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  const latest = join(build.cache, 'latest');
  if (existsSync(latest))
    for (const [index, end] of ['img.zst', 'raucb'].entries()) {
      put(files[index] ?? '', join(latest, `netwacht-${build.target.name}.${end}`));
    }
}

/** Copies in one step: who reads the name has the old file or the new one. */
function put(from: string, to: string): string {
  cpSync(from, `${to}.part`);
  rmSync(to, { force: true });
  renameSync(`${to}.part`, to);
  return to;
}
