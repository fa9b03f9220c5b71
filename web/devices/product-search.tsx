import { useRef, useState } from 'preact/hooks';
import type { ProductView } from '../../firmware/api/shapes.ts';
import { TextField } from '../part/field.tsx';
import { Mark } from '../part/mark.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { productName } from './product-name.ts';
import { type Products, searchProducts } from './products.ts';

interface ProductSearchProps {
  readonly products: Products;
  /** Only products of this kind: when a device is replaced. */
  readonly only?: (product: ProductView) => boolean;
  readonly label: string;
  readonly onChoose: (product: ProductView) => void;
}

/** So many are shown at once. */
const most = 12;

/** Type a maker or a model, choose from what fits. */
export function ProductSearch({ products, only = () => true, label, onChoose }: ProductSearchProps) {
  const { words: common } = useSpeech();
  const words = useDeviceWords();
  const w = words.product;
  const [typed, setTyped] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const all = (products.list ?? []).filter(only);
  const found = searchProducts(all, typed);
  const shown = typed.trim() === '' ? [] : found.slice(0, most);
  return (
    <div class="product-search">
      <TextField
        id="product-search"
        label={label}
        note={
          products.list === undefined
            ? products.read.failure === undefined
              ? w.reading
              : common.fault.noAnswer
            : typed.trim() === ''
              ? w.searchNote(String(all.length))
              : undefined
        }
        value={typed}
        onValue={setTyped}
      />
      <div role="status" class="unseen">
        {typed.trim() === '' || products.list === undefined ? '' : w.fits(String(found.length))}
      </div>
      <ul class="product-list" ref={list}>
        {shown.map((product) => (
          <li key={product.id}>
            <button class="plain-button" type="button" data-product={product.id} onClick={() => onChoose(product)}>
              <span>
                <b>{productName(product, words)}</b>
                <small>
                  {w.kind[product.kind]}
                  {product.reachedBy.length > 0 && ` · ${product.reachedBy.map((way) => w.way[way]).join(', ')}`}
                  {product.status === 'unverified' && (
                    <>
                      {' · '}
                      <Mark tone="limited" /> {w.unconfirmed}
                    </>
                  )}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {typed.trim() !== '' && products.list !== undefined && found.length === 0 && <p class="note">{w.nothing}</p>}
      {found.length > most && typed.trim() !== '' && <p class="note">{w.more(String(found.length - most))}</p>}
    </div>
  );
}
