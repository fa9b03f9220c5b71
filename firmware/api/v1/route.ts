import type { Context } from 'koa';
import type { z } from 'zod';
import type { Right } from '../../domain/rights.ts';
import type { Identity } from '../sign-in/credentials.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `open`: credentials are not even looked at. `anyone`: they may be missing but not wrong. Else the right it needs. */
export type Access = 'open' | 'anyone' | Right;

/** What a route gets. `identity` is there for every access but open, and for anyone who signed in. */
export interface Call<Body> {
  readonly ctx: Context;
  readonly params: Readonly<Record<string, string>>;
  readonly identity: Identity | undefined;
  readonly body: Body;
}

export interface Answer {
  readonly status: number;
  /** Given as JSON; absent = no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One row of the route table. `path` in the spelling of OpenAPI: `/api/v1/scan/{id}`. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  /** One sentence. */
  readonly summary: string;
  readonly access: Access;
  /**
   * What `{id}` has to be for somebody who has given his PIN; `own`: the route itself gives only what is his; absent: such a
   * person may not.
   */
  readonly forPerson?: 'chargePoint' | 'user' | 'own';
  /**
   * Answers without credentials too while the site says `openReads`, to a GET or HEAD of our own page or of a program. Only
   * where nothing tells who somebody is; `test/firmware/api/v1/open-reads.test.ts` holds the list.
   */
  readonly openRead?: true;
  /** Answers already while the box has no owner. */
  readonly beforeClaim?: true;
  readonly body?: z.ZodType;
  readonly bodyLimitBytes?: number;
  /** Only application/json is taken, so that no form of a foreign page can send it. */
  readonly jsonOnly?: boolean;
  /** A content type whose body the handler reads itself from the request, bounded by it; there is no `body` then. */
  readonly streamed?: string;
  /** What it answers when all is well; errors are added from what the row needs. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** `taken`: the route answers on the socket itself. */
  handle(call: Call<unknown>): Promise<Answer | 'taken'> | Answer | 'taken';
}

export interface RouteAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
}

/** A row whose body has been checked: `body` has the type of its schema when the handler sees it. */
export function withBody<S extends z.ZodType>(
  row: Omit<Route, 'handle' | 'body'> & {
    readonly body: S;
    handle(call: Call<z.output<S>>): Promise<Answer | 'taken'> | Answer | 'taken';
  },
): Route {
  // The mount parses with the same schema before it calls: the one place where the type is asserted.
  return { ...row, handle: (call) => row.handle(call as Call<z.output<S>>) };
}
