import assert from 'node:assert/strict';
import { SessionBook } from '../../../../firmware/control/sessions/session-book.ts';
import { withSessions } from '../../../../firmware/control/sessions/with-sessions.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { Session } from '../../../../firmware/domain/session.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { Store } from '../../../../firmware/store/store.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';
import { session } from '../../store/sessions/session-fixture.ts';

const site = { timezone: 'Europe/Amsterdam', users: [{ id: 'anna' }], tags: [{ id: 'blue' }] } as unknown as Site;
const author = { name: 'admin' };
const text = `OCMF|{"RD":[{"RV":1.20}]}|{"SD":"${'30'.repeat(70)}"}\r\n\u00e9`;

describe('the book of charging sessions', () => {
  let folder: TestFolder;
  let store: Store;
  let open: Session[];
  let book: SessionBook;

  beforeEach(() => {
    folder = testFolder();
    store = folder.open();
    open = [session(9, { chargePoint: 'E2', unpluggedAtMs: undefined, pluggedAtMs: 5_000_000 })];
    const desk = { open: () => open, waiting: () => [] };
    book = new SessionBook({ store: store.sessions, site: () => site, clock: folder.clock, desk });
    store.sessions.write({ closed: Array.from({ length: 450 }, (_, k) => session(k + 10)) });
  });
  afterEach(() => folder.end());

  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof NetwachtError) return error.code;
      throw error;
    }
    return 'done';
  };

  it('reads all in pages, in order, those that run last', async () => {
    const ids: number[] = [];
    let pages = 0;
    for await (const page of book.read(0, 1e9)) {
      pages += 1;
      ids.push(...page.map((one) => one.session.id));
    }
    assert.equal(pages, 4);
    assert.deepEqual(ids, [...Array.from({ length: 450 }, (_, k) => k + 10), 9]);
  });

  it('corrects what is over, by users and cards there are, and nothing else', () => {
    book.correct(10, { why: 'a guest', user: null, energyWh: 5 }, author);
    const [correction] = book.one(10)?.corrections ?? [];
    assert.deepEqual(correction, {
      ...{ session: 10, atMs: folder.clock.wall, who: 'admin', why: 'a guest', user: null, energyWh: 5 },
    });
    assert.equal(book.one(10)?.session.energyWh, 7);
    assert.equal(
      code(() => book.correct(9, { why: 'x', user: 'anna' }, author)),
      'stillRuns',
    );
    assert.equal(
      code(() => book.correct(5, { why: 'x', user: 'anna' }, author)),
      'notFound',
    );
    assert.equal(
      code(() => book.correct(11, { why: 'x', user: 'eve' }, author)),
      'noUser',
    );
    assert.equal(
      code(() => book.correct(11, { why: 'x', tag: 'red' }, author)),
      'noTag',
    );
    assert.equal(
      code(() => book.correct(11, { why: 'x', tag: 'blue' }, author)),
      'done',
    );
    store.sessions.write = () => {
      throw new StoreError('notPersisted', 'full');
    };
    assert.equal(
      code(() => book.correct(11, { why: 'x', user: 'anna' }, author)),
      'notPersisted',
    );
  });

  it('keeps signed values untouched, of the session that runs or else of the last one there', () => {
    const value = { place: 'begin', source: 'ocpp', format: 'OCMF', text } as const;
    assert.equal(book.sign({ ...value, chargePoint: 'E2', publicKey: '3059' }), 9);
    assert.equal(book.sign({ ...value, chargePoint: 'E1', place: 'end' }), 459);
    assert.equal(book.one(459)?.signed[0]?.text, text);
    assert.deepEqual(store.sessions.signed(9), [{ ...value, session: 9, atMs: folder.clock.wall, publicKey: '3059' }]);
    assert.equal(
      code(() => book.sign({ ...value, chargePoint: 'E7' })),
      'notFound',
    );
    assert.equal(
      code(() => book.sign({ ...value, chargePoint: 'E1', text: 'x'.repeat(65_537) })),
      'tooLarge',
    );
    for (let k = 0; k < 199; k += 1) book.sign({ ...value, chargePoint: 'E1' });
    assert.equal(
      code(() => book.sign({ ...value, chargePoint: 'E1' })),
      'tooMany',
    );
  });

  it('tells the worker what sessions have come to, also where nobody has to show a card', () => {
    const now = { pluggedAtMs: 1, energyWh: 2, chargedS: 3 };
    const occupants = [
      { chargePoint: 'E1', authorised: false },
      { chargePoint: 'E3', authorised: true, user: 'anna' },
    ];
    assert.equal(withSessions(occupants, new Map()), occupants);
    assert.deepEqual(
      withSessions(
        occupants,
        new Map([
          ['E1', now],
          ['E2', now],
        ]),
      ),
      [
        { chargePoint: 'E1', authorised: false, session: now },
        { chargePoint: 'E3', authorised: true, user: 'anna' },
        { chargePoint: 'E2', authorised: true, session: now },
      ],
    );
  });
});
