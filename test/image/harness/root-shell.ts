import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { patient } from './patience.ts';
import { TimedOut, until, within } from './until.ts';

/**
 * The credentials that give a test its root shell, name to content. The image has no shell on any console and needs none:
 * who can hand fw_cfg to the machine owns it anyway. The unit is pulled in by the slice that every boot starts.
 */
export const shellCredentials: Readonly<Record<string, string>> = {
  'systemd.extra-unit.t.service': `[Unit]
Description=Shell for the image tests
DefaultDependencies=no
After=systemd-udev-trigger.service
ConditionPathExists=!/etc/initrd-release
StartLimitIntervalSec=0
[Service]
# The port opens once at a time: one descriptor for as long as the shell lives.
ExecStart=/bin/sh -c 'until [ -e /dev/virtio-ports/netwacht.test ]; do sleep 0.2; done; exec 0<>/dev/virtio-ports/netwacht.test 1>&0 2>&0; exec /bin/sh'
StandardInput=null
Restart=always
RestartSec=500ms
`,
  'systemd.unit-dropin.-.slice': '[Unit]\nWants=t.service\n',
};

export interface Ran {
  readonly status: number;
  readonly text: string;
}

const connectLimitMs = 20_000;
const maxAnswer = 64 * 1024 * 1024;

/** Commands in the guest as root, one at a time; every one has a limit. */
export class RootShell {
  readonly #socket: Socket;
  #text = '';
  #arrived: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.#text += chunk;
      if (this.#text.length > maxAnswer) this.#text = this.#text.slice(-maxAnswer);
      this.#arrived();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#arrived());
  }

  static async open(path: string): Promise<RootShell> {
    const socket = connect(path);
    await within(
      'QEMU has the socket of the shell',
      connectLimitMs,
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      }),
    );
    return new RootShell(socket);
  }

  /** Waits until the guest's shell answers; also after a restart of the guest. */
  async ready(limitMs: number): Promise<void> {
    await until({ what: 'the shell of the guest answers', limitMs, everyMs: 500, ask: () => this.#greet() });
  }

  /** What the command printed (both streams) and its status. It must not end the shell (`exit`). Throws TimedOut. */
  async run(command: string, limitMs = 60_000): Promise<Ran> {
    const token = randomBytes(6).toString('hex');
    this.#text = '';
    // The end is split in the command, so that an echo of it is never taken for the end itself.
    this.#socket.write(`{ ${command}\n} </dev/null 2>&1; printf '\\n@%s %d@\\n' end-${token} $?\n`);
    const end = new RegExp(`\\n@end-${token} (\\d+)@`);
    const match = await this.#until(end, limitMs, command);
    return { status: Number(match[1]), text: this.#text.slice(0, match.index) };
  }

  /** The same, and an error when it fails. */
  async must(command: string, limitMs?: number): Promise<string> {
    const { status, text } = await this.run(command, limitMs);
    if (status !== 0) throw new Error(`in the guest, "${command}" ended with ${status}: ${text.trim()}`);
    return text;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #greet(): Promise<true | undefined> {
    const { text } = await this.run('echo hello', 2000);
    return text.includes('hello') ? true : undefined;
  }

  async #until(pattern: RegExp, limitMs: number, command: string): Promise<RegExpExecArray> {
    const endMs = performance.now() + patient(limitMs);
    for (;;) {
      const match = pattern.exec(this.#text);
      if (match !== null) return match;
      if (this.#socket.destroyed) throw new Error(`the guest is gone; "${command}" was not answered`);
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new TimedOut(`in the guest: ${command}`, limitMs, this.#text.slice(-500));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
