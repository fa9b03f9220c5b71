import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandGroups, type GroupedCommand, rowsPerMinute } from '../../../../firmware/grid/proof/grouping.ts';

describe('commands that share a row', () => {
  const take = (groups: CommandGroups<GroupedCommand>, text: string, atMs: number, cmd: number) => {
    const given = { source: 'channel:emt1', text, atMs };
    const { ends, place } = groups.take(given);
    if (place === 'own') groups.wrote(given, cmd);
    return [place, ...ends.map(({ kind, count }) => `${kind} ${count}`)];
  };

  it('identical ones within a minute do, with count, first and last', () => {
    const groups = new CommandGroups();
    assert.deepEqual(take(groups, 'AVAIL=40', 0, 1), ['own']);
    assert.deepEqual(take(groups, 'AVAIL=40', 10_000, 2), ['joined']);
    assert.deepEqual(take(groups, 'AVAIL=40', 59_999, 2), ['joined']);
    assert.deepEqual(groups.due(59_999), []);
    assert.deepEqual(groups.due(60_000), [{ kind: 'repeated', cmd: 1, count: 3, firstMs: 0, lastMs: 59_999 }]);
    assert.deepEqual(take(groups, 'AVAIL=40', 60_001, 2), ['own']);
  });

  it('one in between ends the group: what ruled when stays told', () => {
    const groups = new CommandGroups();
    take(groups, 'AVAIL=40', 0, 1);
    take(groups, 'AVAIL=40', 1000, 1);
    assert.deepEqual(take(groups, 'AVAIL=100', 2000, 2), ['own', 'repeated 2']);
    assert.deepEqual(take(groups, 'AVAIL=40', 3000, 3), ['own']);
  });

  it('a flood of different ones gets 30 rows a minute and one that counts the rest and keeps the last', () => {
    const groups = new CommandGroups<GroupedCommand>();
    for (let i = 0; i < 1000; i += 1)
      assert.equal(take(groups, `AVAIL=${i}`, i, i)[0], i < rowsPerMinute ? 'own' : 'joined');
    const [end] = groups.due(60_000);
    assert.ok(end?.kind === 'many');
    assert.equal(end.count, 970);
    assert.equal(end.last.text, 'AVAIL=999');
    assert.match(end.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(groups.due(120_000), []);
  });

  it('no command gets lost: rows, repeats and the rest add up, whatever comes when', () => {
    const life = fc.array(
      fc.record({ source: fc.constantFrom('a', 'b'), text: fc.constantFrom('1', '2', '3'), afterMs: fc.nat(20_000) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(life, (commands) => {
        const groups = new CommandGroups<GroupedCommand>();
        let atMs = 0;
        let counted = 0;
        const count = (ends: ReturnType<typeof groups.due>) => {
          // A group counts its first command, which has a row, too.
          for (const end of ends) counted += end.kind === 'repeated' ? end.count - 1 : end.count;
        };
        for (const { source, text, afterMs } of commands) {
          atMs += afterMs;
          const given = { source, text, atMs };
          const { ends, place } = groups.take(given);
          count(ends);
          if (place === 'own') {
            counted += 1;
            groups.wrote(given, counted);
          }
        }
        count(groups.due(Number.POSITIVE_INFINITY));
        assert.equal(counted, commands.length);
      }),
    );
  });
});
