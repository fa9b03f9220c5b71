/** Parts of a bar, each a share of its length from 0 to 1. Absent: not drawn. */
export interface BarParts {
  readonly fill: number | undefined;
  /** What the fill is: a hue, `over` when it is beyond its limit, `export` when it flows out. */
  readonly kind: 'grid' | 'cars' | 'over' | 'export';
  readonly limit?: number | undefined;
  /** Where the reserve begins; it ends at the limit. */
  readonly reserveFrom?: number | undefined;
  readonly fuse?: number | undefined;
  readonly offered?: number | undefined;
}

/** A measuring bar. A picture only: what it shows always stands as text beside it. */
export function Bar({ fill, kind, limit, reserveFrom, fuse, offered }: BarParts) {
  return (
    <div class="bar" aria-hidden="true">
      {limit !== undefined && <i class="bar-beyond" style={{ '--from': share(limit), '--to': '100%' }} />}
      {limit !== undefined && reserveFrom !== undefined && (
        <i class="bar-reserve" style={{ '--from': share(reserveFrom), '--to': share(limit) }} />
      )}
      {offered !== undefined && <i class="bar-offered" style={{ '--from': '0%', '--to': share(offered) }} />}
      {fill !== undefined && <i class={`bar-fill bar-${kind}`} style={{ '--from': '0%', '--to': share(fill) }} />}
      {fuse !== undefined && <i class="bar-fuse" style={{ '--from': share(fuse) }} />}
      {limit !== undefined && <i class="bar-limit" style={{ '--from': share(limit) }} />}
    </div>
  );
}

const share = (part: number) => `${(Math.min(1, Math.max(0, part)) * 100).toFixed(2)}%`;
