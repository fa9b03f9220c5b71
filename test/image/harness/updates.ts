import { type Box, bootLimitMs } from './box.ts';
import type { Reply } from './box-client.ts';
import { until } from './until.ts';

/** `GET /api/v1/updates`, as far as the tests look at it. */
export interface UpdatesView {
  readonly image: { readonly version: string; readonly development: boolean };
  readonly running: { readonly slot: 'A' | 'B'; readonly version: string; readonly confirmed: boolean };
  readonly other: { readonly slot: 'A' | 'B'; readonly version: string | null; readonly state: string };
  readonly bundle: { readonly version: string; readonly target: string } | null;
  readonly progress: {
    readonly phase: string;
    readonly percent: number;
    readonly message: string;
    readonly code: string | null;
  };
}

const checkLimitMs = 3 * 60_000;
const installLimitMs = 8 * 60_000;
/** The gate waits for ten control cycles, and some more on a slow machine. */
const confirmLimitMs = 5 * 60_000;

export async function updates({ client }: Box): Promise<UpdatesView> {
  return (await client.must('GET', '/api/v1/updates')).json as UpdatesView;
}

export interface Refusal {
  readonly where: 'upload' | 'check' | 'install';
  readonly text: string;
}

/** Uploads a bundle and waits until the box has made up its mind; undefined when it is willing to install it. */
export async function offer(box: Box, file: string): Promise<Refusal | undefined> {
  const reply = await uploaded(box, file);
  if (reply.status >= 400) return { where: 'upload', text: sentenceOf(reply) };
  const view = await settled(box, checkLimitMs, ['receiving', 'fetching', 'checking']);
  if (view.progress.phase === 'failed') return { where: 'check', text: sentence(view) };
  return undefined;
}

/** On a busy machine QEMU's user network may stand still for longer than the box waits for a sender: then once more. */
async function uploaded({ client }: Box, file: string): Promise<Reply> {
  const reply = await client.upload(file);
  return reply.text.includes('"tooSlow"') ? await client.upload(file) : reply;
}

/** Installs what was offered; the box restarts by itself when that went well. */
export async function install(box: Box): Promise<Refusal | undefined> {
  const reply = await box.client.send('POST', '/api/v1/updates/install', {});
  if (reply.status >= 400) return { where: 'install', text: sentenceOf(reply) };
  return await until({
    what: 'the install comes to an end',
    limitMs: installLimitMs,
    ask: async () => {
      // The box may restart before we ask again: a reset of the guest says the same as the phase.
      if (box.machine.qmp.guestResets.length > 0) return done;
      const view = await updates(box);
      if (view.progress.phase === 'failed') return { where: 'install' as const, text: sentence(view) };
      return ['installed', 'restarting'].includes(view.progress.phase) ? done : undefined;
    },
    facts: () => box.machine.console.tail(10),
    mustHold: () => box.machine.mustRun(),
  }).then((came) => (came === done ? undefined : (came as Refusal)));
}
const done = 'done';

/** The guest has restarted itself `count` times in all. */
export async function resets({ machine }: Box, count: number, limitMs: number): Promise<void> {
  await until({
    what: `the box has restarted ${count} times by itself`,
    limitMs,
    everyMs: 500,
    ask: () => machine.qmp.guestResets.length >= count || undefined,
    facts: () => machine.console.tail(15),
    mustHold: () => machine.mustRun(),
  });
}

/** Until the box answers again and the version that runs is confirmed. */
export async function confirmed(box: Box): Promise<UpdatesView> {
  await box.client.answers(bootLimitMs, () => box.machine.mustRun());
  return await until({
    what: 'the running version is confirmed',
    limitMs: confirmLimitMs,
    everyMs: 1000,
    ask: async () => {
      const view = await updates(box);
      return view.running.confirmed ? view : undefined;
    },
    facts: () => box.machine.console.tail(10),
    mustHold: () => box.machine.mustRun(),
  });
}

async function settled(box: Box, limitMs: number, busy: readonly string[]): Promise<UpdatesView> {
  return await until({
    what: 'the bundle is checked',
    limitMs,
    ask: async () => {
      const view = await updates(box);
      return busy.includes(view.progress.phase) ? undefined : view;
    },
    mustHold: () => box.machine.mustRun(),
  });
}

const sentence = ({ progress }: UpdatesView): string => `${progress.code}: ${progress.message}`;

function sentenceOf({ json, text, status }: Reply): string {
  const { error, message } = (json ?? {}) as { error?: string; message?: string };
  return message === undefined ? `${status} ${text.slice(0, 200)}` : `${error}: ${message}`;
}
