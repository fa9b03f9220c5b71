import { networkInterfaces } from 'node:os';
import { createOutbound, systemResolve } from '../../../drivers/link/outbound.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import { HttpAsker } from '../../../drivers/messages/http-asker.ts';
import type { Credentials } from '../../../drivers/messages/http-auth.ts';
import { keptAddresses } from '../../../drivers/messages/kept-addresses.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { OutboundTarget } from '../../domain/outbound.ts';
import { urlOf } from '../../domain/site/http-address.ts';
import { ownPath, targetOfText } from '../../domain/site/output-target.ts';
import type { Output } from '../../domain/site/outputs.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { OutputRequest } from './output-request.ts';

/** A call of our own `/cnf`, without a network in between. */
export interface OwnCall {
  readonly method: string;
  /** `/cnf?cmd=…` */
  readonly url: string;
  readonly body: string | undefined;
}

export interface SendMeans {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of the interfaces towards a Smart Meter Gateway, as they are at the moment. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
  /** What a secret of this name holds now. */
  readonly credentials: (name: string | undefined) => Credentials | undefined;
  /** Answers a call of our own `/cnf` with the rights of an installer. Rejects with a NetwachtError. */
  readonly own: (call: OwnCall, author: { readonly name: string; readonly side: 'lan' }) => Promise<void>;
}

/** The way of one output: to ourselves in the program, to everybody else through a guard of its own. Rejects with a NetwachtError. */
export function outputSender(
  output: Output,
  site: Site,
  means: SendMeans,
): (request: OutputRequest, contentType: string, signal: AbortSignal) => Promise<void> {
  const askers = new Map<string, HttpAsker>();
  const secret = output.secret ?? site.devices.find(({ id }) => id === output.device)?.secret;
  const askerOf = (target: OutboundTarget): HttpAsker => {
    const base = urlOf(target);
    const known = askers.get(base);
    if (known !== undefined) return known;
    const { clock, timers, hanInterfaces, loopbackAllowed } = means;
    // Where it may go is what an installer wrote out as its address, exactly.
    const outbound = createOutbound({
      ...{ allowed: () => [target], interfaces: networkInterfaces, hanInterfaces, loopbackAllowed, timers },
      ...{ resolve: keptAddresses(systemResolve, clock), trusted: undefined },
    });
    const asker = new HttpAsker({ base, outbound, signIn: undefined, credentials: () => means.credentials(secret) });
    askers.set(base, asker);
    return asker;
  };
  return async ({ method, url, body }, contentType, signal) => {
    const goes = targetOfText(url, output, site);
    if (goes === undefined || goes.kind === 'none')
      throw new NetwachtError('badUrl', 'what the formulas make of the address is none');
    if (goes.kind === 'own') {
      await means.own({ method, url: ownPath(url), body }, { name: `output:${output.id}`, side: 'lan' });
      return;
    }
    const path = url.replace(/^https?:\/\/[^/?]*/, '');
    const reply = await askerOf(goes.target).ask(
      {
        path: path.startsWith('/') ? path : `/${path}`,
        ...{ method, body, contentType, anySuccess: true },
      },
      signal,
    );
    if (!reply.ok) throw new NetwachtError(reply.fault.code, reply.fault.message);
  };
}
