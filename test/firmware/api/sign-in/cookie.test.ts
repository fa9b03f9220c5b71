import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { sessionCookie, setSessionCookie } from '../../../../firmware/api/sign-in/cookie.ts';

const id = 'A'.repeat(43);

describe('S5 the session cookie', () => {
  const plain = new IncomingMessage(new Socket());
  const encrypted = new IncomingMessage(new TLSSocket(new Socket()));

  it('is Secure and bound to the host on TLS', () => {
    assert.equal(setSessionCookie(encrypted, id), `__Host-netwacht=${id}; Path=/; HttpOnly; SameSite=Strict; Secure`);
    assert.equal(setSessionCookie(plain, id), `netwacht=${id}; Path=/; HttpOnly; SameSite=Strict`);
  });

  it('of plain HTTP is not taken on TLS', () => {
    encrypted.headers = { cookie: `netwacht=${id}` };
    assert.equal(sessionCookie(encrypted), undefined);
    encrypted.headers = { cookie: `netwacht=x; __Host-netwacht=${id}` };
    assert.equal(sessionCookie(encrypted), id);
  });

  it('is found among others, and only when it can be an id', () => {
    for (const [cookie, found] of [
      [`a=b; netwacht=${id};c=d`, id],
      [`netwacht=${id}A`, undefined],
      [`netwacht=${'é'.repeat(43)}`, undefined],
      [`xnetwacht=${id}`, undefined],
      ['netwacht', undefined],
      ['', undefined],
    ] as const) {
      plain.headers = { cookie };
      assert.equal(sessionCookie(plain), found, cookie);
    }
  });
});
