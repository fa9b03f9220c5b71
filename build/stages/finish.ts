import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfFile } from './hash.ts';
import { type Made, reportSizes } from './sizes.ts';

/** Puts disk, update and bill of materials into build/out under their names, with checksums, their signature, a report. */
export async function finish(build: Build, made: Made): Promise<void> {
  mkdirSync(build.out, { recursive: true });
  const name = `netwacht-${build.target.name}-${build.version}`;
  const disk = put(join(made.disk, 'disk.img.zst'), join(build.out, `${name}.img.zst`));
  const bundle = put(join(made.bundle, 'update.raucb'), join(build.out, `${name}.raucb`));
  const papers = ['sbom.cdx.json', 'licences.txt.gz'].map((end) =>
    put(join(made.sbom, end), join(build.out, `${name}.${end}`)),
  );
  const sums = join(build.out, `${name}.sha256`);
  writeFileSync(sums, [disk, bundle, ...papers].map((file) => `${hashOfFile(file)}  ${basename(file)}\n`).join(''));
  await sign(build, sums);
  reportSizes(build, made, join(build.out, `${name}.sizes.json`));
  const latest = join(build.cache, 'latest');
  if (existsSync(latest)) {
    put(disk, join(latest, `netwacht-${build.target.name}.img.zst`));
    put(bundle, join(latest, `netwacht-${build.target.name}.raucb`));
  }
  build.say(`made ${disk} and ${basename(bundle)}${build.keys.development ? ', signed with DEVELOPMENT keys' : ''}`);
}

/** A detached signature beside a file: `openssl cms -verify -binary -inform DER -in F.p7s -content F -CAfile KEYRING`. */
async function sign(build: Build, file: string): Promise<void> {
  const { certificate, key } = build.keys;
  const how = ['cms', '-sign', '-binary', '-nosmimecap', '-md', 'sha256', '-outform', 'DER'];
  await command('openssl', [...how, '-signer', certificate, '-inkey', key, '-in', file, '-out', `${file}.p7s`]);
}

/** Copies in one step: who reads the name has the old file or the new one. */
function put(from: string, to: string): string {
  cpSync(from, `${to}.part`);
  rmSync(to, { force: true });
  renameSync(`${to}.part`, to);
  return to;
}
