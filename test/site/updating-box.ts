import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UpdatesView } from '../../firmware/domain/updates.ts';
import { makeBundle, makeKeys } from '../firmware/system/root/bundles.ts';
import { FakeBox } from '../firmware/system/root/fake-box.ts';
import { Bare, basic } from './bare.ts';

const octets = { ...basic, 'content-type': 'application/octet-stream' };

/** Bundles as a bench makes them: keys take seconds, so once for all tests. */
export class Bundles {
  readonly dir = mkdtempSync(join(tmpdir(), 'netwacht-bundles-'));

  constructor() {
    makeKeys(this.dir, 'ours');
    makeKeys(this.dir, 'theirs');
    const make = (name: string, more: object) =>
      makeBundle(this.dir, join(this.dir, name), { keys: 'ours', version: '1.3.0', ...more });
    make('good', { description: 'Charging starts faster' });
    make('older', { version: '1.1.9' });
    make('theirs', { keys: 'theirs' });
    make('board', { compatible: 'netwacht-cm4-arm64' });
  }

  read = (name: string): Buffer => readFileSync(join(this.dir, name));

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * The whole program with the whole root service behind it, as on the image. RAUC reads bundles for real, their payload too;
 * only the slots are files.
 */
export class UpdatingBox {
  readonly program = new Bare();
  readonly tree = new FakeBox();
  #root: ChildProcess | undefined;

  constructor(bundles: Bundles) {
    const { tree } = this;
    copyFileSync(join(bundles.dir, 'ours.pem'), join(tree.tree, 'keyring.pem'));
    tree.write(
      'etc/rauc/system.conf',
      `[system]\ncompatible=netwacht-generic-amd64\nbootloader=noop\nbundle-formats=verity\n[keyring]\npath=${tree.tree}/keyring.pem\n`,
    );
    tree.write('rootA', 'hsqs');
    tree.write('rootB', '');
    this.slots('A');
    tree.write('data/system/confirmed', 'A aa11\n');
    tree.program(
      'rauc',
      `case "$3" in
  info) exec /usr/bin/rauc "$@" ;;
  status) cat status.json ;;
  install)
    rm -rf extracted
    echo ' 20% Checking bundle'
    /usr/bin/rauc --conf "$2" extract "$4" extracted || exit 1
    [ -e slow ] && { printf half >rootB; sleep 60; }
    printf hsqs >rootB
    cp after.json status.json
    echo '100% Installing done.' ;;
esac`,
    );
  }

  get updatesDir(): string {
    return join(this.tree.tree, 'data/updates');
  }

  /** What RAUC says of the slots from now on; `version` is the one in B, once it is installed. */
  slots(running: 'A' | 'B', { bootable = ['A', 'B'], version = '1.3.0' } = {}): void {
    const status = (versionB: string | null) =>
      JSON.stringify({
        ...{ compatible: 'netwacht-generic-amd64', booted: running, boot_primary: null },
        slots: ['A', 'B'].map((name, k) => ({
          [`rootfs.${k}`]: {
            ...{ class: 'rootfs', device: `${this.tree.tree}/root${name}`, bootname: name },
            state: name === running ? 'booted' : 'inactive',
            boot_status: bootable.includes(name) ? 'good' : 'bad',
            slot_status: { bundle: { version: name === 'B' ? versionB : null } },
          },
        })),
      });
    this.tree.write('status.json', status(null));
    this.tree.write('after.json', status(version));
  }

  /** An installation takes its time once it has begun to write. */
  dawdle = () => this.tree.write('slow', '');
  hurry = () => rmSync(join(this.tree.tree, 'slow'), { force: true });

  async start(): Promise<void> {
    const socket = join(this.tree.tree, 'socket');
    rmSync(socket, { force: true });
    mkdirSync(this.updatesDir, { recursive: true });
    const { NODE_COMPILE_CACHE } = process.env;
    const env = { NODE_COMPILE_CACHE, NETWACHT_ROOT_TREE: this.tree.tree, NETWACHT_ROOT_PATH: this.tree.path };
    this.#root = spawn(process.execPath, ['firmware/root-service.ts', '--socket', socket], { env, stdio: 'ignore' });
    await this.program.start({
      NETWACHT_IMAGE: join(this.tree.tree, 'etc/netwacht/image.json'),
      NETWACHT_UPDATES: this.updatesDir,
      NETWACHT_ROOT_SOCKET: socket,
    });
  }

  /** The power goes: nobody says goodbye. */
  async powerCut(): Promise<void> {
    const root = this.#root;
    this.#root = undefined;
    if (root !== undefined) {
      const gone = new Promise((resolve) => root.once('exit', resolve));
      root.kill('SIGKILL');
      await gone;
    }
    await this.program.kill();
  }

  upload = (bytes: Buffer): Promise<Response> =>
    this.program.ask('/api/v1/updates', { method: 'POST', headers: octets, body: new Uint8Array(bytes) });

  async view(): Promise<UpdatesView> {
    return (await this.program.ask('/api/v1/updates', { headers: basic })).json() as Promise<UpdatesView>;
  }

  until = (what: (view: UpdatesView) => boolean): Promise<void> =>
    this.program.until(async () => what(await this.view()));

  /** What the audit trail says, newest first, without what is not of updates. */
  async audit(): Promise<readonly string[]> {
    const rows = await (await this.program.ask('/api/v1/audit', { headers: basic })).json();
    const entries = (Array.isArray(rows) ? rows : (rows as { entries: unknown[] }).entries) as {
      who: string;
      what: string;
    }[];
    return entries.map(({ who, what }) => `${who}: ${what}`);
  }

  facts(change: object): void {
    const file = join(this.tree.tree, 'etc/netwacht/image.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
  }

  async close(): Promise<void> {
    await this.powerCut();
    await this.program.close();
    this.tree.remove();
  }
}
