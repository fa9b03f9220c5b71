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

/** Everything a scan has found: what is new and known by its product first; the echoes of a known device stand folded at the end. */
export function FoundList({ found, ...rest }: FoundListProps) {
  const w = useDeviceWords().scan;
  const echoes = found.filter((one) => isEcho(one, found));
  const others = found.filter((one) => !echoes.includes(one));
  const rank = ({ device, products }: FoundDevice) => (device === null ? (products.length > 0 ? 0 : 1) : 2);
  const list = (some: readonly FoundDevice[]) => (
    <ul class="found-list">
      {some.map((one) => (
        <li key={keyOf(one)} data-found={keyOf(one)}>
          <FoundItem found={one} {...rest} />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {list(others.toSorted((a, b) => rank(a) - rank(b)))}
      {echoes.length > 0 && (
        <details>
          <summary>{w.echoes(String(echoes.length))}</summary>
          {list(echoes)}
        </details>
      )}
    </>
  );
}

/** One device in the network often answers to several unit ids: those that say no more than that, beside one that says who it is. */
export const isEcho = (one: FoundDevice, found: readonly FoundDevice[]): boolean =>
  one.address !== null &&
  one.products.length === 0 &&
  one.device === null &&
  found.some(({ address, products, device }) => address === one.address && (products.length > 0 || device !== null));

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
