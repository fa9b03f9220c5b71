import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });

/** Programs of Debian that a machine has or has not. */
export const canUseNamespaces = (): boolean => {
  if (process.getuid?.() !== 0) return false;
  const name = `netwacht-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    execFileSync('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'try'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  } finally {
    try {
      ip('netns', 'del', name);
    } catch {
      // It was not made.
    }
  }
};

/** A network of its own: interfaces, routes, rules, and whatever is run in it. */
export class Namespace {
  readonly name: string;
  readonly #children: ChildProcess[] = [];

  constructor(name: string) {
    this.name = `netwacht-${process.pid}-${name}`;
    ip('netns', 'add', this.name);
    this.run('ip', 'link', 'set', 'lo', 'up');
  }

  run(file: string, ...args: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.name, file, ...args], { stdio: 'pipe', encoding: 'utf8' });
  }

  /** A cable to another one. IPv6 addresses are usable at once. */
  plug(
    own: string,
    ownAddresses: readonly string[],
    other: Namespace,
    theirs: string,
    theirAddresses: readonly string[],
  ): void {
    ip('link', 'add', own, 'netns', this.name, 'type', 'veth', 'peer', 'name', theirs, 'netns', other.name);
    for (const [space, device, addresses] of [
      [this, own, ownAddresses],
      [other, theirs, theirAddresses],
    ] as const) {
      for (const address of addresses)
        space.run('ip', 'address', 'add', address, 'dev', device, ...(address.includes(':') ? ['nodad'] : []));
      space.run('ip', 'link', 'set', device, 'up');
    }
  }

  /** Node code that says `ready` once it is. */
  async node(code: string): Promise<void> {
    const child = spawn('ip', ['netns', 'exec', this.name, process.execPath, '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
  }

  /** Node code that prints JSON. */
  async ask(code: string): Promise<unknown> {
    const args = ['netns', 'exec', this.name, process.execPath, '-e', code];
    return JSON.parse((await promisify(execFile)('ip', args)).stdout);
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    ip('netns', 'del', this.name);
  }
}
