// `npm run image -- --target cm4-arm64|generic-amd64`: the flashable disk and the signed update in build/out.
// docs/image.md says how it goes.
import '../firmware/system/node-version.ts';
import { NetwachtError } from '../firmware/domain/errors.ts';
import { buildOf } from './stages/arguments.ts';
import { makeBase } from './stages/base.ts';
import { lockIn, makeBootPackages } from './stages/boot-packages.ts';
import type { Build } from './stages/build.ts';
import { makeBundle } from './stages/bundle.ts';
import { makeData } from './stages/data.ts';
import { makeDependencies } from './stages/dependencies.ts';
import { makeDisk } from './stages/disk.ts';
import { finish } from './stages/finish.ts';
import { prepareHost } from './stages/host.ts';
import { makeLoader } from './stages/loader.ts';
import { compareLock } from './stages/lock.ts';
import { makeProgram } from './stages/program.ts';
import { makeRoot, renameToLocked } from './stages/root.ts';
import { makeSbom } from './stages/sbom.ts';
import { makeSlot } from './stages/slot.ts';
import { makeSystem } from './stages/system.ts';
import { tidyCache } from './stages/tidy.ts';

/** Runs every stage that is not as before and puts the results into build/out. */
async function buildImage(build: Build): Promise<void> {
  await prepareHost(build);
  const made = await makeRoot(build);
  const bootPackages = await makeBootPackages(build);
  const root = compareLock(build, lockIn(made) + lockIn(bootPackages)) ? renameToLocked(build, made) : made;
  const sbom = await makeSbom(build, root, bootPackages);
  const base = await makeBase(build, root);
  const dependencies = await makeDependencies(build);
  const program = await makeProgram(build);
  const system = await makeSystem(build, { base, dependencies, program, sbom });
  const slot = await makeSlot(build, base, system);
  const loader = await makeLoader(build, base, bootPackages);
  const data = await makeData(build);
  const disk = await makeDisk(build, { loader, slot, system, data });
  const bundle = await makeBundle(build, slot, system);
  tidyCache(build.cache, Date.now());
  await finish(build, { base, system, slot, disk, bundle, sbom });
}

try {
  await buildImage(await buildOf(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof NetwachtError)) throw error;
  console.error(`netwacht: ${error.message}`);
  process.exitCode = 1;
}
