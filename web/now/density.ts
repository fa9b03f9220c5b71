import { useEffect, useState } from 'preact/hooks';

/** How closely charge points stand where nothing may scroll: tiles, denser tiles, the densest, rows with their sentence, rows of one line. */
export type Density = 'few' | 'many' | 'dense' | 'lines' | 'rows';

export function densityOf(chargePoints: number): Density {
  if (chargePoints <= 4) return 'few';
  if (chargePoints <= 6) return 'many';
  if (chargePoints <= 12) return 'dense';
  return chargePoints <= 16 ? 'lines' : 'rows';
}

/** A wall tablet: wide and low. */
export const lowScreen = '(min-width: 900px) and (max-height: 700px)';

/** Whether a media query holds; follows a screen that is turned or resized. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = (): void => setHolds(media.matches);
    follow();
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return holds;
}
