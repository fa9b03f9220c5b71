import assert from 'node:assert/strict';
import type { LimitState, LogRow, State } from '../../firmware/api/shapes.ts';
import { readFiles } from '../../web/grid/brought-files.ts';
import { documentOf, draftOf, emptyDraft, fieldOf, withBundle } from '../../web/grid/channel-draft.ts';
import { commandsOf } from '../../web/grid/commands.ts';
import { limitsInForce } from '../../web/grid/in-force.ts';
import { channel, FakeGrid } from './fake-grid.ts';
import { sampleState } from './sample-state.ts';

describe('what is in force, from the live state', () => {
  const limit = (given: Partial<LimitState>): LimitState => ({
    ...{ id: 'one', origin: 'variable', circuit: 'house', unit: 'W', value: 22_000, since: '', until: null },
    source: 'AVAIL by admin',
    ...given,
  });
  const under = (limits: readonly LimitState[], variable: Partial<State['variables'][number]> = {}): State => {
    const state = sampleState();
    return { ...state, limits, variables: state.variables.map((one) => ({ ...one, ...variable })) };
  };
  const sourcesOf = (state: State) => limitsInForce(state).map(({ source }) => source);

  const rows: readonly (readonly [string, Partial<LimitState>, Partial<State['variables'][number]>, object])[] = [
    ['a variable set on the local network', {}, {}, { kind: 'local', who: 'admin' }],
    [
      'a variable that its channel wrote',
      { source: 'AVAIL by channel:emt1' },
      { source: 'channel:emt1', owner: 'emt1' },
      { kind: 'channel', id: 'emt1' },
    ],
    [
      'a variable that its channel left too long',
      { source: 'AVAIL by channel:emt1' },
      { source: 'channel:emt1', owner: 'emt1', stale: true },
      { kind: 'silence', who: { kind: 'channel', id: 'emt1' } },
    ],
    ['a contact', { origin: 'relay', source: 'input k1: 60 %' }, {}, { kind: 'relay', id: 'k1' }],
    [
      'a contact whose pattern means nothing',
      { origin: 'relay', source: 'input k1: the contacts fit no level, 0 % to be safe' },
      {},
      { kind: 'silence', who: { kind: 'relay', id: 'k1' } },
    ],
    ['the energy guard', { origin: 'lpc', source: 'energy guard' }, {}, { kind: 'lpc' }],
    [
      'the energy guard that fell silent',
      { origin: 'lpc', source: 'energy guard: silent, fail-safe limit' },
      {},
      { kind: 'silence', who: { kind: 'lpc' } },
    ],
    ['a limit of a person', { id: 'test:limit', origin: 'manual', source: 'admin' }, {}, { kind: 'test' }],
  ];
  for (const [name, given, variable, source] of rows)
    it(`knows ${name}`, () => assert.deepEqual(sourcesOf(under([limit(given)], variable)), [source]));

  it('leaves out what no operator said, and what is as high as the fuse', () => {
    assert.deepEqual(sourcesOf(under([limit({ origin: 'percent', source: 'site' })])), []);
    assert.deepEqual(sourcesOf(under([limit({ value: 55_000 })])), []);
    assert.deepEqual(sourcesOf(under([limit({ unit: 'A', value: 80 })])), []);
  });

  it('puts what rules first and says of the rest that a lower one rules', () => {
    const limits = [limit({ id: 'high', value: 30_000 }), limit({ id: 'low', value: 22_000 })];
    assert.deepEqual(
      limitsInForce(under(limits)).map((one) => [one.limit.id, one.rules]),
      [
        ['low', true],
        ['high', false],
      ],
    );
  });
});

describe('commands, from the rows of the log', () => {
  const of = (source: string) => commandsOf(new FakeGrid().log).find(({ data }) => data.source === source);

  it('gathers what became of each, the last first', () => {
    const all = commandsOf(new FakeGrid().log);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      [11, 8, 7, 6, 5, 2],
    );
    const [last] = all;
    assert.deepEqual(last?.confirmed, ['E1', 'E3', 'E2', 'E4']);
    assert.ok(last?.appliedAt !== undefined && last.endedAt === undefined && !last.notApplied);
    assert.deepEqual(of('test')?.unconfirmed, ['E3']);
    assert.ok(of('test')?.endedAt !== undefined);
  });

  it('a charge point that confirms late is not unconfirmed any more; a row of power says nothing', () => {
    const rows: LogRow[] = [
      row(1, 'command', { source: 'lpc', value: 4200, unit: 'W' }),
      row(2, 'unconfirmed', { cmd: 1, points: ['E1', 'E2'] }),
      row(3, 'confirmed', { cmd: 1, offeredA: { E1: 6 } }),
      row(4, 'repeated', { cmd: 1, count: 30 }),
      { ...row(5, 'command', {}), stream: 'power' },
    ];
    const [only, ...more] = commandsOf(rows);
    assert.deepEqual([only?.unconfirmed, only?.confirmed, only?.count, more], [['E2'], ['E1'], 30, []]);
  });

  const row = (seq: number, kind: string, data: LogRow['data']): LogRow => ({
    ...{ stream: 'grid', seq, kind, data, hash: '' },
    at: new Date(seq * 1000).toISOString(),
  });
});

describe('a channel as it is typed', () => {
  it('comes back as the document that it was', () => {
    const known = channel({ id: 'emt1', peerCertificatePem: ['one', 'two'], variables: ['AVAIL', 'PWR'] });
    const { id: _id, status: _s, since: _a, retryAt: _r, lastError: _l, connections: _c, ...rest } = known;
    const { tls: _t, experimental: _e, ...document } = rest;
    assert.deepEqual(documentOf(draftOf(known)), document);
  });

  it('sends only what its scenario has a use for, and no empty field', () => {
    const listens = {
      ...emptyDraft,
      scenario: 'HKS4' as const,
      address: '1.2.3.4:5',
      destination: 'x:1',
      listen: ' 1.1.1.1:2 ',
    };
    const document = documentOf({ ...listens, peer: 'PEM', variables: 'AVAIL,  PWR;TARIF' });
    assert.deepEqual(document, {
      ...{ scenario: 'HKS4', use: 'http', role: 'operator', enabled: true, listen: '1.1.1.1:2' },
      ...{ peerCertificatePem: 'PEM', variables: ['AVAIL', 'PWR', 'TARIF'] },
    });
  });

  it('finds the field of every path that the box names', () => {
    const fields = ['address', 'variables[2]', 'peerCertificatePem', 'peerCertificatePem[0]', 'peerCertificatePem[1]'];
    assert.deepEqual(fields.map(fieldOf), ['address', 'variables', 'peer', 'peer', 'peerNext']);
    assert.deepEqual(['', undefined, 'somethingElse', 'toString'].map(fieldOf), Array(4).fill(undefined));
  });

  it("takes from the administrator's file what it says; of several partners a person chooses", () => {
    const peers = [{ certificatePem: 'A', sha256: '' }];
    const draft = { ...emptyDraft, destination: 'mine:1', address: 'mine:2' };
    const filled = withBundle(draft, { address: null, destinations: ['a:1', 'b:1'], peers });
    assert.deepEqual([filled.peer, filled.address, filled.destination], ['A', 'mine:2', 'mine:1']);
    assert.equal(withBundle(draft, { address: null, destinations: ['a:1'], peers }).destination, 'a:1');
  });
});

describe('files that are brought', () => {
  const block = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;

  it('parts certificates from their key, in one file or in two', async () => {
    const both = `${block('EC PARAMETERS')}${block('EC PRIVATE KEY')}junk\n${block('CERTIFICATE')}${block('CERTIFICATE')}`;
    const read = { kind: 'pem', pem: block('CERTIFICATE').repeat(2), keyPem: block('EC PRIVATE KEY') };
    assert.deepEqual(await readFiles([new Blob([both])]), read);
    const two = [new Blob([block('CERTIFICATE').repeat(2)]), new Blob([block('EC PRIVATE KEY')])];
    assert.deepEqual(await readFiles(two), read);
  });

  it('takes anything else for PKCS#12, byte by byte, but only one and not too much of it', async () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
    const read = await readFiles([new Blob([bytes])]);
    assert.deepEqual(read, { kind: 'pkcs12', pkcs12: Buffer.from(bytes).toString('base64') });
    assert.deepEqual(await readFiles([new Blob([bytes]), new Blob([block('CERTIFICATE')])]), { kind: 'mixed' });
    assert.deepEqual(await readFiles([new Blob([new Uint8Array(300_000)])]), { kind: 'tooLarge' });
    assert.deepEqual(await readFiles([]), { kind: 'none' });
  });
});
