import assert from 'node:assert/strict';
import type { Timers } from '../../../../drivers/link/timers.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { AuthoriseMode } from '../../../../firmware/ocpp/authorise/house-authoriser.ts';
import { OwnCards } from '../../../../firmware/ocpp/authorise/own-cards.ts';
import type { BackendAuthority, RunningTransaction, TagInfo } from '../../../../firmware/ocpp/ports.ts';

interface Case {
  readonly mode: AuthoriseMode;
  readonly known?: 'charges' | 'functions' | 'tagExpired';
  readonly backend?: TagInfo['status'] | 'silent' | 'none';
  readonly running?: string;
  readonly learning?: boolean;
  readonly seen?: boolean;
  readonly busy?: boolean;
}

/** Shows card 04A2 at E1; what became of it. */
async function shown({
  mode,
  known,
  backend = 'Accepted',
  running,
  learning,
  seen = true,
  busy,
}: Case): Promise<string[]> {
  const done: string[] = [];
  const authority: BackendAuthority = {
    ...{ id: 'supplier', online: backend !== 'silent' },
    async authorise() {
      done.push('asked');
      return { status: backend as TagInfo['status'] };
    },
    offline: () => undefined,
  };
  const cards = new OwnCards<string>({
    desk: {
      check() {
        if (known === undefined) throw new NetwachtError('unknownTag', 'unknown');
        if (known === 'tagExpired') throw new NetwachtError('tagExpired', 'expired');
        return known;
      },
      async show() {
        done.push('house');
        return 'view';
      },
      learn: () => learning === true,
      view: () => 'view',
      end: () => void done.push('end'),
    },
    place: () =>
      seen
        ? {
            transaction: () => (running === undefined ? undefined : ({ idTag: running } as RunningTransaction)),
            admit(idTag, by) {
              done.push(`${by} admits ${idTag}`);
              return busy === true ? 'rejected' : 'accepted';
            },
          }
        : undefined,
    mode: () => mode,
    authorities: () => (backend === 'none' ? [] : [authority]),
    clock: { monotonicMs: () => 0, wallMs: () => 0 },
    timers: { after: () => () => {}, turn: () => Promise.resolve() } as Timers,
  });
  try {
    const result = await cards.show('E1', '04:a2', { name: 'reader' });
    return typeof result === 'string' ? done : [...done, 'learned'];
  } catch (error) {
    return [...done, (error as NetwachtError).code];
  }
}

describe('a card shown at a charge point of our own that backends see', () => {
  const table: [string, Case, string[]][] = [
    ['nobody but the house has a say', { mode: 'local' }, ['house']],
    ['no backend sees the charge point', { mode: 'backend', seen: false }, ['house']],
    ['no backend is there to be asked', { mode: 'backend', backend: 'none' }, ['house']],
    ['a card of the house in the mode of both', { mode: 'both', known: 'charges' }, ['house']],
    ['a card that nobody knows in the mode of both', { mode: 'both' }, ['asked', 'supplier admits 04:a2']],
    ['a card of the house in the mode of the backend', { mode: 'backend', known: 'charges' }, ['asked', 'house']],
    ['the same, refused', { mode: 'backend', known: 'charges', backend: 'Blocked' }, ['asked', 'refusedByBackend']],
    ['a card that sets something', { mode: 'backend', known: 'functions' }, ['house']],
    ['a card of the house that has expired', { mode: 'backend', known: 'tagExpired' }, ['tagExpired']],
    ['a card that the backend does not know', { mode: 'both', backend: 'Invalid' }, ['asked', 'refusedByBackend']],
    ['the backend is away and has no rule', { mode: 'backend', backend: 'silent' }, ['backendSilent']],
    ['somebody waits for a card to learn', { mode: 'both', learning: true }, ['learned']],
    ['the charge point cannot', { mode: 'backend', busy: true }, ['asked', 'supplier admits 04:a2', 'notNow']],
    ['it ends what it began', { mode: 'backend', running: '04A2' }, ['end']],
    ['it ends what it began, of the house', { mode: 'backend', known: 'charges', running: '04A2' }, ['house']],
    ['another began it', { mode: 'both', running: '04B7', busy: true }, ['asked', 'supplier admits 04:a2', 'notNow']],
    [
      'nobody showed a card for it',
      { mode: 'both', running: '', busy: true },
      ['asked', 'supplier admits 04:a2', 'notNow'],
    ],
  ];
  for (const [title, given, expected] of table)
    it(title, async () => {
      assert.deepEqual(await shown(given), expected);
    });
});
