import { useState } from 'preact/hooks';
import type { FoundDevice, ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Choice } from '../part/field.tsx';
import { Mark } from '../part/mark.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { productName } from './product-name.ts';
import type { Products } from './products.ts';
import { ReadValues } from './values.tsx';

interface FoundListProps {
  readonly found: readonly FoundDevice[];
  readonly site: SiteDocument | undefined;
  readonly products: Products;
  /** Chosen to be added. */
  readonly onTake: (found: FoundDevice, product: ProductView) => void;
  /** It answers, and what it is a person has to say. */
  readonly onUnknown: (found: FoundDevice) => void;
}

/** Everything a scan has found: what is new first. */
export function FoundList({ found, ...rest }: FoundListProps) {
  const isNew = ({ device }: FoundDevice) => device === null;
  const sorted = [...found.filter(isNew), ...found.filter((one) => !isNew(one))];
  return (
    <ul class="found-list">
      {sorted.map((one) => (
        <li key={keyOf(one)} data-found={keyOf(one)}>
          <FoundItem found={one} {...rest} />
        </li>
      ))}
    </ul>
  );
}

const keyOf = ({ line, path, setting, address, unitId, name }: FoundDevice): string =>
  [address ?? line ?? path, setting?.baudRate, setting?.parity, unitId, name]
    .filter((part) => part !== null && part !== undefined)
    .join(' ');

function FoundItem({
  found,
  site,
  products,
  onTake,
  onUnknown,
}: Omit<FoundListProps, 'found'> & { found: FoundDevice }) {
  const words = useDeviceWords();
  const w = words.scan;
  const [chosen, setChosen] = useState(found.products[0]?.definition ?? '');
  const seen = found.products.find(({ definition }) => definition === chosen) ?? found.products[0];
  const product = seen === undefined ? undefined : products.get(seen.definition);
  const known = found.device === null ? undefined : (site?.devices ?? []).find(({ id }) => id === found.device);
  return (
    <article>
      <h3>
        {known !== undefined && <Mark tone="ok" />}{' '}
        {seen === undefined ? (found.name ?? w.unknown) : productName(seen, words)}
      </h3>
      <p class="soft">{placeOf(found, w)}</p>
      {found.products.length > 1 && known === undefined && (
        <Choice
          id={`product-of-${keyOf(found).replaceAll(/\W+/g, '-')}`}
          label={w.which}
          note={w.whichNote}
          value={chosen}
          choices={Object.fromEntries(found.products.map((one) => [one.definition, productName(one, words)]))}
          onValue={setChosen}
        />
      )}
      {seen !== undefined && <ReadValues values={seen.values} />}
      {known !== undefined ? (
        <p class="note">
          {w.isThere} <a href={linkTo('devices', [known.id])}>{known.name ?? known.id}</a>
        </p>
      ) : (
        <div class="buttons">
          {product !== undefined ? (
            <button class="main-button" type="button" onClick={() => onTake(found, product)}>
              {w.take}
            </button>
          ) : (
            <button class="plain-button" type="button" onClick={() => onUnknown(found)}>
              {w.sayWhich}
            </button>
          )}
        </div>
      )}
    </article>
  );
}

/** Where it answers: line or address, unit id, and the setting of the port. */
function placeOf(
  { line, path, setting, address, unitId }: FoundDevice,
  w: { readonly at: (place: string) => string; readonly unit: (id: string) => string },
): string {
  const where = address ?? line ?? path ?? '';
  return [
    w.at(where),
    ...(unitId === null ? [] : [w.unit(String(unitId))]),
    ...(setting === null || line !== null ? [] : [settingText(setting)]),
  ].join(', ');
}

/** `9600 8E1` */
const settingText = ({ baudRate, parity, stopBits }: NonNullable<FoundDevice['setting']>): string =>
  `${baudRate} 8${parity === 'none' ? 'N' : parity === 'even' ? 'E' : 'O'}${stopBits}`;
