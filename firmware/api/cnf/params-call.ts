import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { SharePort, SitePort } from '../ports.ts';
import type { Command, CommandCall } from './command.ts';
import { isObject, type JsonObject } from './json-object.ts';
import { changedParams, shareAlone } from './params-change.ts';
import { siteChange } from './site-change.ts';

interface ParamsParts {
  readonly site: SitePort;
  readonly share: SharePort;
  /** What get_params says now. */
  readonly shown: (call: CommandCall) => JsonObject;
  readonly acts: Log;
}

/** `POST set_params` with a part of the parameters. */
export const paramsCall = ({ site, share, shown, acts }: ParamsParts): Command => ({
  right: 'site',
  changes: true,
  async run(call) {
    const given = await call.json();
    if (!isObject(given)) throw new NetwachtError('badBody', 'The body is an object of parameters');
    const { author } = call;
    const percent = shareAlone(given);
    if (percent !== undefined) {
      share.set(percent, author);
      acts.info({ by: author.name, percent }, 'The share of the house connection was set for now');
      return { ok: true };
    }
    const { changed, ignored } = siteChange(site, author, (document) => {
      const all = changedParams(document, given, shown(call));
      return { ...all, put: all.changed.length > 0 };
    });
    if (ignored.length > 0) acts.info({ ignored }, 'Parameters of the original that this box does not have');
    if (changed.length > 0) acts.info({ by: author.name, changed }, 'Parameters were changed');
    return { ok: true };
  },
});
