import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { MembersDesk } from '../../../../firmware/control/several-boxes/members-desk.ts';
import type { LeaderAnswer } from '../../../../firmware/domain/leader.ts';
import type { MemberGrant, MemberReport } from '../../../../firmware/domain/members.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';

const zero = [0, 0, 0] as const;
const answer: LeaderAnswer = {
  ...{ circuit: 'house', state: 'granted', since: '2026-11-29T02:00:00.000Z', leader: null, seq: 1, leaseLeftS: 9 },
  ...{ limitA: zero, failsafeA: zero, confirmed: true, atMostA: zero, drawnA: zero, wantedA: zero, houseA: zero },
  ...{ cars: 0, box: 'NTW-b', leads: [], at: '2026-11-29T02:00:00.000Z', ageMs: 5, stamp: 'a.1' },
};

describe('the desk for boxes that are led', () => {
  let server: Server;
  let desk: MembersDesk;
  let logged: string[] = [];
  let said: MemberReport[] = [];
  let grants: ((grants: readonly MemberGrant[]) => void) | undefined;
  let next: { status: number; body: unknown } = { status: 200, body: answer };

  beforeEach(async () => {
    [logged, said, next] = [[], [], { status: 200, body: answer }];
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.statusCode = next.status;
        response.end(JSON.stringify(next.body));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const site = siteSchema.parse({
      ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] },
      members: [{ id: 'm1', address, token: 't', failsafeA: 6 }],
    });
    const log = (_: object, message: string) => void logged.push(message);
    desk = new MembersDesk({
      ...{ site: () => site, box: 'NTW-a', hanInterfaces: () => [], loopbackAllowed: true, token: () => 'token' },
      host: {
        membersSaid: (reports) => said.push(...reports),
        onGrants: (listener) => {
          grants = listener;
        },
      },
      log: { info: log, warn: log },
    });
    desk.siteChanged();
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  afterEach(() => {
    desk.close();
    server.close();
  });

  const saysTo = async (status: number, body: unknown): Promise<MemberReport> => {
    next = { status, body };
    const before = said.length;
    grants?.([{ id: 'm1', seq: 2, limitMa: [6000, 6000, 6000], leaseMs: 15_000, stamp: 'a.1' }]);
    while (said.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    return said.at(-1) as MemberReport;
  };

  it('takes of its words one short line', async () => {
    for (const status of [409, 500]) {
      const { fault = '' } = await saysTo(status, { error: 'x', message: `no\r\n${'m'.repeat(50_000)}`, seq: 3 });
      assert.match(fault, /^no m+$/);
      assert.ok(fault.length <= 200);
    }
  });

  it('understands no seq that nobody can go above', async () => {
    for (const seq of [1e300, 0.5, -1]) assert.match((await saysTo(200, { ...answer, seq })).fault ?? '', /understood/);
    assert.equal((await saysTo(200, answer)).fault, undefined);
  });

  it('logs one that comes and goes once a minute', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await saysTo(500, { message: 'no' });
      await saysTo(200, answer);
    }
    assert.deepEqual(logged, ['a box that is to be led is not: no']);
  });
});
