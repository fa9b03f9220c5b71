import type { DefinitionOff } from '../../drivers/definitions/loaded-definitions.ts';
import type { Clock } from '../domain/clock.ts';
import { noDefinition } from '../domain/site/check-devices.ts';
import { expressionDefinition } from '../domain/site/devices.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import type { HealthState } from '../domain/state.ts';

export interface DefinitionHealthOptions {
  readonly off: readonly DefinitionOff[];
  readonly knowledge: SiteKnowledge;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
}

/** A folder full of bad files is one problem, not hundreds. */
const mostTold = 20;

/** Definition files that are off, and devices of the site that are off for that. Files are read at the start only. */
export class DefinitionHealth {
  readonly #options: DefinitionHealthOptions;
  readonly #since: string;
  readonly #files: readonly HealthState[];
  #devices: readonly HealthState[] | undefined;

  constructor(options: DefinitionHealthOptions) {
    this.#options = options;
    const since = new Date(options.clock.wallMs()).toISOString();
    this.#since = since;
    this.#files = options.off.slice(0, mostTold).map(({ file, id, reason }) => {
      const message = `A definition file is off, and with it any device that names it: ${reason}`;
      return { id: `definitionOff:${file}`, severity: 'warning', code: 'definitionOff', what: id, message, since };
    });
  }

  /** Another site may be in force. */
  siteChanged(): void {
    this.#devices = undefined;
  }

  health(): readonly HealthState[] {
    // Looked up once for each site: a state is told every second.
    this.#devices ??= this.#devicesOff();
    return [...this.#devices, ...this.#files];
  }

  #devicesOff(): HealthState[] {
    const { knowledge, site } = this.#options;
    const named = (site()?.devices ?? []).filter(
      ({ enabled, definition }) =>
        enabled && definition !== expressionDefinition && knowledge.definition(definition) === undefined,
    );
    return named.map(({ id, name, definition, role }) => {
      const holds =
        role === 'chargePoint' ? 'Room is kept for what it may draw' : 'It counts as a device that is silent';
      const message = `${name} is off: ${noDefinition(definition, knowledge)}. ${holds}.`;
      const since = this.#since;
      return { id: `deviceOff:${id}`, severity: 'fault', code: 'definitionOff', what: id, message, since };
    });
  }
}
