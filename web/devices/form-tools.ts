import type { ComponentChildren } from 'preact';
import type { ProductView, SerialPortView, SiteDocument } from '../../firmware/api/shapes.ts';
import type { DeviceDraft } from './device-draft.ts';

/** What every group of fields of the form of a device is given. */
export interface FormTools {
  readonly draft: DeviceDraft;
  readonly product: ProductView | undefined;
  readonly site: SiteDocument | undefined;
  readonly ports: readonly SerialPortView[];
  /** Secrets are for administrators. */
  readonly maySetSecrets: boolean;
  set(change: Partial<DeviceDraft>): void;
  /** What every control of the form has in common: id, value, what is said beside it. `note` holds where nothing else does. */
  field<K extends keyof DeviceDraft>(
    name: K,
    note?: string,
  ): {
    readonly id: string;
    readonly value: DeviceDraft[K];
    readonly wrong: ComponentChildren;
    readonly note: string | undefined;
    readonly onValue: (value: DeviceDraft[K]) => void;
  };
}
