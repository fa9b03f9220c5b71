import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sbomOf } from '../sbom/bill.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfFile, hashOfTree } from './hash.ts';
import { listed } from './packages.ts';
import { stage } from './stage.ts';

/** What the bill of materials reads of the root: it is made before the root loses its documentation. */
const readOfRoot = ['./etc/debian_version', './var/lib/dpkg/status', './usr/share/doc', './usr/share/common-licenses'];

/**
 * What ships and under which licences: `sbom.cdx.json` (CycloneDX), `licences.json`, `licences.txt.gz`. Throws `licence` where
 * a part may not ship by the list of licences.
 */
export function makeSbom(build: Build, root: string, bootPackages: string): Promise<string> {
  const { repository, target, version, commit, epochS } = build;
  const buildOnlyFile = join(repository, 'build/packages/build-only.txt');
  const inputs = {
    ...{ root, bootPackages, version, commit, epochS },
    lock: hashOfFile(join(repository, 'package-lock.json')),
    buildOnly: hashOfFile(buildOnlyFile),
    recipe: hashOfTree(join(repository, 'build/sbom')),
  };
  return stage(build, 'sbom', inputs, async (folder) => {
    const part = join(folder, 'root');
    mkdirSync(part);
    await command('tar', ['-xf', join(root, 'root.tar'), '-C', part, ...readOfRoot]);
    const apart = { control: readFileSync(join(bootPackages, 'control'), 'utf8'), files: join(bootPackages, 'files') };
    // What starts in the initramfs is a script of initramfs-tools.
    const buildOnly = new Set(listed(buildOnlyFile));
    buildOnly.delete('initramfs-tools-core');
    const of = { project: repository, target: target.name, cpu: target.cpu, version, commit, epochS };
    const { bom, licences, texts } = sbomOf({ ...of, root: part, apart, buildOnly });
    rmSync(part, { recursive: true });
    writeFileSync(join(folder, 'sbom.cdx.json'), bom);
    writeFileSync(join(folder, 'licences.json'), licences);
    writeFileSync(join(folder, 'licences.txt.gz'), texts);
  });
}
