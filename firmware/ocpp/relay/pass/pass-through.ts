import type { ChargePointSession } from '../../central/charge-point-session.ts';
import { CallFailed, CallRefused, codeOfSpelling } from '../../rpc/call-error.ts';
import type { OcppVersion } from '../../version.ts';
import {
  diagnostics16to16,
  diagnostics16to201,
  log,
  log201to16,
  update16to16,
  update16to201,
  update201to16,
  update201to201,
} from './errands.ts';
import type { PassContext, Passing } from './pass-context.ts';
import {
  dataTransfer,
  dataTransfer16to201,
  dataTransfer201to16,
  statusOnly,
  trigger16to16,
  trigger16to201,
  trigger201to16,
  trigger201to201,
} from './plain-words.ts';
import { RequestIds } from './request-ids.ts';
import {
  getSettings16to16,
  getSettings16to201,
  getSettings201to16,
  getSettings201to201,
  setSetting16to16,
  setSetting16to201,
  setSettings201to16,
  setSettings201to201,
} from './settings.ts';
import { list16to201, list201to16, listAsItIs, notPassed } from './tag-lists.ts';

const asItIs =
  (action: string): Passing =>
  (payload: object, { call }) =>
    call(action, payload);

/** 2.0.1 answers with a `statusInfo` that 1.6 does not know. */
const statusOf =
  (action: string): Passing =>
  (payload: object, { call }) =>
    call(action, payload).then(statusOnly);

const extended: Passing = (payload: { readonly requestedMessage: string }, context) =>
  trigger16to16(payload, context, 'ExtendedTriggerMessage');

/**
 * All calls of a backend that may reach a charge point, by the version of the backend and of the charge point. What is not in
 * here never does: limits, certificates of its connection to us, network settings, transactions of others.
 */
const passings: Readonly<Record<`${OcppVersion} ${OcppVersion}`, Readonly<Record<string, Passing>>>> = {
  '1.6 1.6': {
    ChangeConfiguration: setSetting16to16,
    ClearCache: asItIs('ClearCache'),
    DataTransfer: dataTransfer,
    ExtendedTriggerMessage: extended,
    GetConfiguration: getSettings16to16,
    GetDiagnostics: diagnostics16to16,
    GetLog: log,
    SendLocalList: listAsItIs,
    SignedUpdateFirmware: (payload: { readonly requestId: number }, { call, ids, backend }) => {
      ids.ask('firmware', backend, payload.requestId);
      return call('SignedUpdateFirmware', payload);
    },
    TriggerMessage: trigger16to16,
    UpdateFirmware: update16to16,
  },
  '1.6 2.0.1': {
    ChangeConfiguration: setSetting16to201,
    ClearCache: statusOf('ClearCache'),
    DataTransfer: dataTransfer16to201,
    ExtendedTriggerMessage: (payload: { readonly requestedMessage: string }, context) =>
      trigger16to201(payload, context)?.then(statusOnly),
    GetConfiguration: getSettings16to201,
    GetDiagnostics: diagnostics16to201,
    GetLog: (payload: never, context) =>
      log(payload, context).then((answer) => {
        const { status, filename } = answer as { readonly status: string; readonly filename?: string };
        return { status, ...(filename === undefined ? {} : { filename }) };
      }),
    SendLocalList: (payload: never, context) =>
      list16to201(payload, context)?.then((answer) => (answer === notPassed ? notPassed : statusOnly(answer))),
    SignedUpdateFirmware: (payload: { readonly requestId: number }, { call, ids, backend }) => {
      ids.ask('firmware', backend, payload.requestId);
      return call('UpdateFirmware', payload).then(statusOnly);
    },
    TriggerMessage: (payload: { readonly requestedMessage: string }, context) =>
      trigger16to201(payload, context)?.then(statusOnly),
    UpdateFirmware: update16to201,
  },
  '2.0.1 1.6': {
    ClearCache: asItIs('ClearCache'),
    DataTransfer: dataTransfer201to16,
    GetLog: log201to16,
    GetVariables: getSettings201to16,
    SendLocalList: list201to16,
    SetVariables: setSettings201to16,
    TriggerMessage: trigger201to16,
    UpdateFirmware: update201to16,
  },
  '2.0.1 2.0.1': {
    ClearCache: asItIs('ClearCache'),
    DataTransfer: dataTransfer,
    GetLog: log,
    GetVariables: getSettings201to201,
    SendLocalList: listAsItIs,
    SetVariables: setSettings201to201,
    TriggerMessage: trigger201to201,
    UpdateFirmware: update201to201,
  },
};

export interface PassThroughOptions {
  readonly session: Pick<ChargePointSession, 'version' | 'number' | 'call'>;
  readonly keys: () => readonly string[];
  readonly listsPass: () => boolean;
}

/** Takes what a backend may say to a charge point there, translated where the two speak different versions. */
export class PassThrough {
  readonly #o: PassThroughOptions;
  readonly ids = new RequestIds();

  constructor(options: PassThroughOptions) {
    this.#o = options;
  }

  /** The answer in the backend's version; undefined: the station answers. Throws CallRefused. */
  async call(of: {
    readonly version: OcppVersion;
    readonly action: string;
    readonly payload: object;
    readonly backend: string;
  }): Promise<object | undefined> {
    const { version, action, payload, backend } = of;
    const { session, keys, listsPass } = this.#o;
    const theirs = session.version;
    if (theirs === undefined) return notConnected(version, action);
    const table = passings[`${version} ${theirs}`];
    // An action comes from the wire: `constructor` is none.
    const passing = Object.hasOwn(table, action) ? table[action] : undefined;
    if (passing === undefined) return undefined;
    const context: PassContext = {
      ...{ backend, ids: this.ids, connector: session.number, keys: keys(), listsPass: listsPass() },
      call: (name, body) => session.call(name, body),
    };
    try {
      const answer = await passing(payload as never, context);
      return answer === notPassed ? undefined : answer;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      throw refusedAs(error, action);
    }
  }
}

/** Calls that mean the charge point itself come to nothing while it is away; all others are the station's to answer. */
function notConnected(version: OcppVersion, action: string): undefined {
  const needsIt = [passings[`${version} 1.6`], passings[`${version} 2.0.1`]].some((table) =>
    Object.hasOwn(table, action),
  );
  const ownAnswer = new Set(['GetConfiguration', 'ChangeConfiguration', 'GetVariables', 'SetVariables']);
  const stationHasIt = ownAnswer.has(action) || action === 'SendLocalList' || action === 'ClearCache';
  if (needsIt && !stationHasIt)
    throw new CallRefused('GenericError', 'the charge point is not connected at the moment');
}

/** What a charge point refuses, its backend is refused in the same words. */
function refusedAs(error: CallFailed, action: string): CallRefused {
  if (error.how === 'refused')
    return new CallRefused(codeOfSpelling(error.errorCode), `the charge point refuses ${action}`);
  if (error.how === 'invalidCall')
    return new CallRefused('PropertyConstraintViolation', `${action} cannot be said to this charge point`);
  return new CallRefused('GenericError', `the charge point does not answer ${action}`);
}
