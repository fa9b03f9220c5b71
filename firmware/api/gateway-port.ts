import type { ChannelTest, Gateway } from '../domain/channel.ts';
import type { ChannelAccessPort } from './channel/channel-access.ts';
import type { Author } from './ports.ts';
import type { ChannelView } from './shapes.ts';

export type { ChannelView } from './shapes.ts';

/** The Smart Meter Gateway and its channels (contracts §8). No answer ever holds a key. */
export interface GatewayPort extends ChannelAccessPort {
  /** Undefined: no gateway and no channel has been put. */
  gateway(): Gateway | undefined;
  /** Codes: `badGateway` (400, with path), `notPersisted` (503). */
  putGateway(document: unknown, author: Author): void;
  channels(): readonly ChannelView[];
  /** Code: `notFound` (404). */
  channel(id: string): ChannelView;
  /** Codes: `badChannel` (400, with path), `tooMany` (400), `notPersisted` (503). */
  putChannel(id: string, document: unknown, author: Author): void;
  /** Codes: `notFound` (404), `notPersisted` (503). */
  removeChannel(id: string, author: Author): void;
  /** Codes: `notFound` (404), `noCertificate` (409), `smgwDown` (503), `testTimedOut` (504). */
  test(id: string): Promise<ChannelTest>;
}
