import assert from 'node:assert/strict';
import { StationBench } from './station-bench.ts';

describe('who may charge, by the backend of a station', () => {
  let bench: StationBench;
  beforeEach(async () => {
    bench = new StationBench();
    await bench.run();
  });
  afterEach(() => bench.end());
  const ask = async (idTag: string) => {
    const { authority } = bench.station;
    let said: { readonly status: string } | undefined;
    void authority.authorise('E1', idTag).then((info) => {
      said = info;
    });
    await bench.until(() => said !== undefined);
    return said?.status;
  };
  const change = async (key: string, value: string) =>
    assert.equal((await bench.call('ChangeConfiguration', { key, value })).status, 'Accepted');
  const offline = async () => {
    await bench.vanish();
    await bench.until(() => !bench.station.authority.online);
  };

  it('asks the backend while it is there, and remembers what it said', async () => {
    bench.answers.Authorize = ({ idTag }) => ({
      idTagInfo: {
        status: idTag === 'GOOD' ? 'Accepted' : 'Blocked',
        expiryDate: bench.iso(bench.time.wallMs() + 60_000),
      },
    });
    assert.equal(await ask('GOOD'), 'Accepted');
    assert.equal(await ask('BAD'), 'Blocked');
    await offline();
    assert.equal(await ask('good'), 'Accepted');
    assert.equal(await ask('BAD'), 'Blocked');
    assert.equal(await ask('UNKNOWN'), 'Invalid');
    assert.equal(bench.station.authority.offline('E1', 'UNKNOWN'), undefined);
    await bench.time.advance(60_000);
    assert.equal(await ask('GOOD'), 'Expired');
  });

  it('goes by the list before the cache, and by neither where it must not', async () => {
    assert.equal(await ask('ONE'), 'Accepted');
    const localAuthorizationList = [{ idTag: 'ONE', idTagInfo: { status: 'Blocked' } }];
    await bench.call('SendLocalList', { listVersion: 1, updateType: 'Full', localAuthorizationList });
    await change('AllowOfflineTxForUnknownId', 'true');
    await offline();
    assert.equal(await ask('ONE'), 'Blocked');
    assert.equal(await ask('NEW'), 'Accepted');
    await bench.listen();
    await bench.connected();
    await change('LocalAuthorizeOffline', 'false');
    await change('AllowOfflineTxForUnknownId', 'false');
    await bench.call('SendLocalList', { listVersion: 2, updateType: 'Full' });
    await offline();
    assert.equal(await ask('ONE'), 'Invalid');
  });

  it('lets a known tag charge without a question where that is set', async () => {
    assert.equal(await ask('ONE'), 'Accepted');
    await change('LocalPreAuthorize', 'true');
    const asked = bench.of('Authorize').length;
    assert.equal(await ask('ONE'), 'Accepted');
    assert.equal(bench.of('Authorize').length, asked);
    assert.equal(await ask('TWO'), 'Accepted');
    assert.equal(bench.of('Authorize').length, asked + 1);
  });

  it('counts a backend that does not answer in time as away', async () => {
    bench.answers.Authorize = () => new Promise(() => {});
    let said: { readonly status: string } | undefined;
    void bench.station.authority.authorise('E1', 'ONE').then((info) => {
      said = info;
    });
    await bench.until(() => bench.of('Authorize').length === 1);
    assert.equal(said, undefined);
    await bench.time.advance(10_000);
    assert.equal((said as { readonly status: string } | undefined)?.status, 'Invalid');
  });

  it('keeps a reserved connector for its tag and its family', async () => {
    const expiryDate = bench.iso(bench.time.wallMs() + 600_000);
    const mine = { connectorId: 1, expiryDate, idTag: 'MINE', parentIdTag: 'FAMILY', reservationId: 1 };
    assert.equal((await bench.call('ReserveNow', mine)).status, 'Accepted');
    bench.answers.Authorize = ({ idTag }) => ({
      idTagInfo: { status: 'Accepted', ...(idTag === 'SISTER' ? { parentIdTag: 'FAMILY' } : {}) },
    });
    assert.equal(await ask('OTHER'), 'Invalid');
    assert.equal(await ask('MINE'), 'Accepted');
    assert.equal(await ask('SISTER'), 'Accepted');
    bench.place.begin('t1', 'SISTER');
    await bench.until(() => bench.of('StartTransaction').length === 1);
    assert.equal(bench.of('StartTransaction')[0]?.reservationId, 1);
  });

  it('says nothing of a place that is not its own', async () => {
    assert.deepEqual(await bench.station.authority.authorise('E9', 'ONE'), { status: 'Invalid' });
    assert.deepEqual(bench.of('Authorize'), []);
  });
});
