import { request } from 'node:http';
import type { State } from '../../../firmware/api/shapes.ts';
import { call } from './http-call.ts';
import { until } from './until.ts';

export const password = 'heron-Dike-9-lock';

export interface Reply {
  readonly status: number;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | { readonly file: string };
  readonly limitMs?: number;
  readonly once?: boolean;
}

const callLimitMs = 30_000;
const uploadLimitMs = 8 * 60_000;
const jsonType = { 'content-type': 'application/json' };

/** The box over HTTP from outside, as nobody or as its administrator. */
export class BoxClient {
  readonly port: number;
  /** Of the administrator, who is always the same one in these tests. */
  readonly authorization = `Basic ${btoa(`admin:${password}`)}`;

  constructor(port: number) {
    this.port = port;
  }

  async ask(path: string, asked: Ask = {}): Promise<Reply> {
    const { method = 'GET', headers = {}, body, limitMs = callLimitMs, once = false } = asked;
    const { port } = this;
    const { status, text } = await call({
      port,
      path,
      method,
      headers,
      limitMs,
      once,
      ...(body === undefined ? {} : { body }),
    });
    return { status, json: parsed(text), text };
  }

  send(method: string, path: string, body?: unknown): Promise<Reply> {
    const { authorization } = this;
    if (body === undefined) return this.ask(path, { method, headers: { authorization } });
    return this.ask(path, { method, headers: { authorization, ...jsonType }, body: JSON.stringify(body) });
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  /** Sends and expects success. */
  async must(method: string, path: string, body?: unknown): Promise<Reply> {
    const reply = await this.send(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 400)}`);
    return reply;
  }

  /** Until the box answers over HTTP. */
  async answers(limitMs: number, mustHold: () => void): Promise<void> {
    await until({
      what: 'the box answers over HTTP',
      limitMs,
      everyMs: 300,
      ask: async () => (await this.ask('/api/v1/setup', { limitMs: 4000, once: true })).status === 200 || undefined,
      mustHold,
    });
  }

  async claim(code: string): Promise<Reply> {
    return await this.ask('/api/v1/setup', {
      method: 'POST',
      headers: jsonType,
      body: JSON.stringify({ password, code }),
    });
  }

  /** The live state; undefined while it starts. */
  async state(): Promise<State | undefined> {
    const { status, json, text } = await this.get('/api/v1/state');
    if (status === 503) return undefined;
    if (status !== 200) throw new Error(`no state: ${status} ${text}`);
    return json as State;
  }

  /** The operator's call. */
  setVariable(name: string, value: number): Promise<Reply> {
    return this.get(`/cnf?cmd=set_cm_vars&name=${name}&val=${value}`);
  }

  async variables(): Promise<Record<string, number | null>> {
    return (await this.must('GET', '/cnf?cmd=get_cm_vars')).json as Record<string, number | null>;
  }

  /** Uploads a bundle. */
  async upload(file: string): Promise<Reply> {
    return await this.ask('/api/v1/updates', {
      method: 'POST',
      headers: { authorization: this.authorization, 'content-type': 'application/octet-stream' },
      body: { file },
      limitMs: uploadLimitMs,
    });
  }

  /** Announces `announced` bytes, sends fewer, and hangs up; settles when that is done. */
  cutUpload(content: Buffer, announced: number): Promise<void> {
    return new Promise((resolve) => {
      const call = request({
        ...{ host: '127.0.0.1', port: this.port, path: '/api/v1/updates', method: 'POST' },
        headers: {
          authorization: this.authorization,
          'content-type': 'application/octet-stream',
          'content-length': String(announced),
        },
      });
      // That it fails is what was asked for.
      call.on('error', () => {});
      call.on('close', () => resolve());
      call.write(content, () => setTimeout(() => call.destroy(), 500));
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is JSON; the test looks at the text then.
    return undefined;
  }
}
