import { importMeter } from '../../drivers/definitions/import/import-meter.ts';
import type { Definition } from '../../drivers/definitions/schema.ts';
import type { ProductView, SerialPortView } from '../domain/product.ts';

export interface DefinitionDeskParts {
  /** Throws StoreError `notPersisted`, NetwachtError `tooMany`. */
  readonly write: (id: string, text: string) => void;
  readonly audit: (who: string, what: string) => void;
  /** They are read at the start, and are the same until the next one. */
  readonly products: readonly ProductView[];
  readonly ports: () => readonly SerialPortView[];
}

export interface ImportedMeter {
  readonly definition: Definition;
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
  /** It counts from the next start on; false: nothing was kept. */
  readonly kept: boolean;
}

/** The products that a device may be, those that a person brings among them, and the ports to reach them by. */
export class DefinitionDesk {
  readonly #parts: DefinitionDeskParts;

  constructor(parts: DefinitionDeskParts) {
    this.#parts = parts;
  }

  list(): readonly ProductView[] {
    return this.#parts.products;
  }

  ports(): readonly SerialPortView[] {
    return this.#parts.ports();
  }

  /** Makes a definition of a meter file of the original. Codes: `badFile`, `tooMany` (400), `notPersisted` (503). */
  importMeter(
    file: string,
    asked: { readonly name: string; readonly keep: boolean },
    author: { readonly name: string },
  ): ImportedMeter {
    const { definition, leftOut } = importMeter(file, asked.name);
    if (asked.keep) {
      this.#parts.write(definition.id, `${JSON.stringify(definition, null, 2)}\n`);
      this.#parts.audit(author.name, `definition ${definition.id} made from a meter file`);
    }
    return { definition, leftOut, kept: asked.keep };
  }
}
