import { RPCClient, RPCServer } from 'ocpp-rpc';

type ClientOptions = ConstructorParameters<typeof RPCClient>[0];
type ServerOptions = ConstructorParameters<typeof RPCServer>[0];

/** A charge point by an independent program, strict about schemas; its types ask for what has defaults. */
export const strictStation = (options: {
  readonly endpoint: string;
  readonly identity: string;
  readonly protocols?: readonly string[];
  readonly password?: string | Buffer;
  readonly wsOpts?: object;
  readonly strictMode?: boolean;
}): RPCClient =>
  new RPCClient({
    ...{ protocols: ['ocpp1.6'], strictMode: true, reconnect: false, pingIntervalMs: 0 },
    ...options,
  } as unknown as ClientOptions);

/** A central system by an independent program. */
export const strictCentral = (options: { readonly protocols?: readonly string[] } = {}): RPCServer =>
  new RPCServer({
    ...{ protocols: ['ocpp1.6', 'ocpp2.0.1'], strictMode: true, pingIntervalMs: 0 },
    ...options,
  } as unknown as ServerOptions);
