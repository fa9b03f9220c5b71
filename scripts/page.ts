// Builds the local page into build/out/web when its sources are newer than what stands there.
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the built page stands: what the box serves. */
export const pageFolder = join(root, 'build/out/web');

/** Everything that ends up in the page, and what builds it. */
const sources = ['web/**/*', 'firmware/api/shapes.ts', 'package-lock.json'];

/** Builds the page unless it is up to date. Returns the folder it stands in; rejects when the build fails. */
export async function buildPageIfStale(): Promise<string> {
  if (!isStale()) return pageFolder;
  const { build } = await import('vite');
  try {
    await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
  } catch (error) {
    // A half-written page would look up to date the next time.
    rmSync(join(pageFolder, 'index.html'), { force: true });
    throw error;
  }
  return pageFolder;
}

function isStale(): boolean {
  const built = join(pageFolder, 'index.html');
  if (!existsSync(built) || !existsSync(`${built}.br`)) return true;
  const builtMs = statSync(built).mtimeMs;
  return globSync(sources, { cwd: root }).some((file) => statSync(join(root, file)).mtimeMs > builtMs);
}
