import { systemTimers } from '../../../drivers/link/timers.ts';
import { repairOf } from '../../../firmware/ocpp/central/repair.ts';
import { CallFailed, CallRefused } from '../../../firmware/ocpp/rpc/call-error.ts';
import { maxFrameBytes, readFrame } from '../../../firmware/ocpp/rpc/frames.ts';
import type { MessageLink } from '../../../firmware/ocpp/rpc/message-link.ts';
import { RpcPeer } from '../../../firmware/ocpp/rpc/peer.ts';
import type { OcppVersion } from '../../../firmware/ocpp/version.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

/** The end of a link in memory that the fuzzer speaks into. */
class SpokenLink implements MessageLink {
  readonly bufferedBytes = 0;
  readonly sent: string[] = [];
  closes = 0;
  readonly #texts: ((text: string) => void)[] = [];
  readonly #ends: ((code: number, reason: string) => void)[] = [];

  send(text: string): void {
    mustHold(this.closes === 0, 'it speaks after the end');
    this.sent.push(text);
  }

  close(code: number, reason: string): void {
    this.closes += 1;
    mustHold(Buffer.byteLength(reason) <= 123, 'a reason that is too long');
    for (const listener of this.#ends.splice(0)) listener(code, reason);
  }

  hear(text: string): void {
    for (const listener of this.#texts) listener(text);
  }

  onText(listener: (text: string) => void): void {
    this.#texts.push(listener);
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#ends.push(listener);
  }

  onBinary(): void {
    // Nothing binary is spoken here.
  }
}

const answers: Readonly<Record<string, object>> = {
  Heartbeat: { currentTime: '2026-11-28T12:00:00.000Z' },
  BootNotification: { currentTime: '2026-11-28T12:00:00.000Z', interval: 300, status: 'Accepted' },
  StatusNotification: {},
};
/** Texts of one input; each is a message. */
const maxTexts = 80;

/** What a charge point or a backend says: each line is one message, the first byte chooses version and side. */
export const ocppFrames: FuzzTarget = {
  name: 'ocpp-frames',
  share: 8,
  maxBytes: 8_000,
  words: [
    ...['[2,"1","Heartbeat",{}]', '[3,"ours",{}]', '[4,"ours","GenericError","",{}]', '\n', '"ours"', '[2,', ',{}]'],
    ...[
      '"BootNotification"',
      '"StatusNotification"',
      '"errorCode"',
      '"__proto__"',
      '"constructor"',
      '\\ud800',
      '1e999',
    ],
    ...['"connectorId"', '"status":"Available"', '"timestamp":"2026-11-28T12:00:00+02"', '[[[[[[[[', '}}}}}}', 'null'],
  ],
  open: () => ({
    seeds: [
      '0[2,"1","Heartbeat",{}]\n[3,"ours",{"currentTime":"2026-11-28T12:00:00Z"}]',
      '1[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"m","vendorName":"v"}}]\n[3,"ours",{}]',
      '2[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]',
      '3[2,"1","BootNotification",{"chargePointModel":"m","chargePointVendor":"v"}]\n[4,"ours","GenericError","no",{}]',
      '0[2,"a","StatusNotification",{"connectorId":"1","errorCode":"","status":"available","timestamp":"now"}]',
      '1[2,"b","StatusNotification",{"timestamp":"2026-11-28 12:00","connectorStatus":"Occupied","evseId":1,"connectorId":1}]',
      `2[2,"1","DataTransfer",${'['.repeat(3000)}`,
      `3${Array.from({ length: 60 }, (_, k) => `[3,"${k}",{}]`).join('\n')}`,
      `0${Array.from({ length: 60 }, (_, k) => `[2,"${k}","Heartbeat",{}]`).join('\n')}`,
      '1{"not":"an array"}\n[]\n[2]\n[2,""]\n[2,"1"]\n[9,"1",{}]\n[2,"1",null,{}]',
    ],
    async take(input) {
      const kind = (input[0] ?? 0) & 3;
      const texts = input.subarray(1).toString('utf8').split('\n').slice(0, maxTexts);
      for (const text of texts) readsAsItShould(text);
      await speak((kind & 1) === 0 ? '1.6' : '2.0.1', kind >= 2, texts);
    },
  }),
};

function readsAsItShould(text: string): void {
  const frame = readFrame(text);
  if (frame.kind === 'bad') mustHold(frame.why.length < 100, 'a reason that is too long');
  else mustHold(frame.id.length > 0 && frame.id.length <= 64, 'an id that is too long');
  if (frame.kind === 'error') mustHold(frame.code.length <= 64 && frame.description.length <= 255, 'a long error');
}

async function speak(version: OcppVersion, lenient: boolean, texts: readonly string[]): Promise<void> {
  const link = new SpokenLink();
  let seen = 0;
  let fault: unknown;
  const peer = new RpcPeer({
    ...{ version, link, timers: systemTimers },
    handle: (action) => {
      const answer = answers[action];
      if (answer === undefined) throw new CallRefused('NotSupported', 'not in this trial');
      return answer;
    },
    observe: () => {
      seen += 1;
    },
    ...(lenient ? { repair: repairOf(version, () => 1_795_000_000_000) } : {}),
    onFault: (error) => {
      fault ??= error;
    },
  });
  const settled = peer.call('Heartbeat', {}, 'ours').then(
    () => undefined,
    (error: unknown) => error,
  );
  for (const text of texts) link.hear(text);
  // The inbox is worked off in promises.
  for (let k = 0; k < 3; k += 1) await new Promise((resolve) => setImmediate(resolve));
  const said = link.sent.length;
  if (link.closes === 0) link.close(1000, 'the end of the trial');
  const end = await settled;
  mustHold(end === undefined || end instanceof CallFailed, `our call ended with ${String(end)}`);
  if (fault !== undefined) throw fault;
  mustHold(said <= texts.length + 1, `${said} messages for ${texts.length}`);
  mustHold(seen <= 3 * texts.length + 1, `${seen} log entries for ${texts.length} messages`);
  for (const text of link.sent) {
    mustHold(Buffer.byteLength(text) <= maxFrameBytes, 'a message of ours that is too big');
    const frame = readFrame(text);
    mustHold(frame.kind !== 'bad', `a message of ours that is none: ${text.slice(0, 200)}`);
  }
}
