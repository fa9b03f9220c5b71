import { randomBytes } from 'node:crypto';
import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { Outbound, OutboundRequest } from '../link/outbound.ts';
import { OutboundError } from '../link/outbound-error.ts';
import type { OutboundAnswer } from '../link/outbound-exchange.ts';
import { authorization, type Challenge, type Credentials, readChallenge } from './http-auth.ts';

export interface HttpQuestion {
  readonly path: string;
  readonly method: NonNullable<OutboundRequest['method']>;
  readonly body: string | undefined;
  /** Of the body; absent: JSON. */
  readonly contentType?: string;
  /** Any status of 200 to 299 will do: nobody reads the answer. Absent: 200. */
  readonly anySuccess?: boolean;
}

export type HttpReply =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly fault: DeviceFault };

export interface HttpAskerOptions {
  /** `http://10.0.0.5:80` */
  readonly base: string;
  readonly outbound: Outbound;
  /** Parameters of the query that name and password go into; `undefined`: the product asks for them (digest, basic). */
  readonly signIn: { readonly user: string; readonly password: string } | undefined;
  /** What the site's `secret` holds now; `undefined`: there is none. */
  readonly credentials: () => Credentials | undefined;
}

/** Asks one product by HTTP. A password goes out only after the product has asked for one, and in the way it asked. */
export class HttpAsker {
  readonly #o: HttpAskerOptions;
  #challenge: Challenge | undefined;
  #count = 0;

  constructor(options: HttpAskerOptions) {
    this.#o = options;
  }

  /** Never rejects. */
  async ask(question: HttpQuestion, signal: AbortSignal): Promise<HttpReply> {
    try {
      const first = await this.#request(question, signal);
      const answer = first.status === 401 && this.#learn(first) ? await this.#request(question, signal) : first;
      return this.#replyOf(answer, question);
    } catch (error) {
      if (error instanceof OutboundError) return { ok: false, fault: { code: error.code, message: error.message } };
      throw error;
    }
  }

  #request({ path: asked, method, body, contentType }: HttpQuestion, signal: AbortSignal): Promise<OutboundAnswer> {
    const path = this.#withSignIn(asked);
    const credentials = this.#challenge && this.#o.credentials();
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = contentType ?? 'application/json';
    if (this.#challenge !== undefined && credentials !== undefined) {
      this.#count += 1;
      const cnonce = randomBytes(8).toString('hex');
      headers.authorization = authorization(this.#challenge, credentials, { method, path, count: this.#count, cnonce });
    }
    return this.#o.outbound.request({
      url: this.#o.base + path,
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
  }

  #withSignIn(path: string): string {
    const { signIn } = this.#o;
    const credentials = signIn && this.#o.credentials();
    if (signIn === undefined || credentials === undefined) return path;
    const parameters = `${signIn.user}=${encodeURIComponent(credentials.user)}&${signIn.password}=${encodeURIComponent(credentials.password)}`;
    return `${path}${path.includes('?') ? '&' : '?'}${parameters}`;
  }

  /** True where asking again, with what the product wants to see, may help. */
  #learn(answer: OutboundAnswer): boolean {
    const challenge = readChallenge(answer.headers['www-authenticate'] ?? '');
    const isSame = challenge?.scheme === this.#challenge?.scheme && challenge?.scheme !== 'digest';
    this.#challenge = challenge;
    this.#count = 0;
    return challenge !== undefined && !isSame && this.#o.credentials() !== undefined;
  }

  #replyOf({ status, body }: OutboundAnswer, { anySuccess = false }: HttpQuestion): HttpReply {
    if (status === 200 || (anySuccess && status > 200 && status < 300)) return { ok: true, body };
    if (status !== 401)
      return { ok: false, fault: { code: 'badStatus', message: `${this.#o.base} answered ${status}` } };
    const why = this.#o.credentials() === undefined ? 'and the site names no secret that is there' : 'and refuses ours';
    return { ok: false, fault: { code: 'unauthorised', message: `${this.#o.base} asks for a password ${why}` } };
  }
}
