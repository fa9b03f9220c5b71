import { useEffect, useState } from 'preact/hooks';

/** The screens, each under its own hash: `#/history`. */
export const screens = [
  'now',
  'point',
  'history',
  'sessions',
  'grid',
  'rules',
  'devices',
  'settings',
  'start',
] as const;
export type Screen = (typeof screens)[number];

/** What the address asks for: `#/point/E1?from=…` is the screen `point`, the path `['E1']` and a query. */
export interface Route {
  readonly screen: Screen;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** The address of a screen and a place on it, for a link; `query` stands behind it. */
export function linkTo(
  screen: Screen,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): string {
  const parts = [...(screen === 'now' ? [] : [screen]), ...path].map(encodeURIComponent).join('/');
  const asked = new URLSearchParams(query).toString();
  return `#/${parts}${asked === '' ? '' : `?${asked}`}`;
}

/** Goes there as a link would; the back button comes back. */
export function goTo(...to: Parameters<typeof linkTo>): void {
  location.hash = linkTo(...to);
}

/** Notes in the address what is looked at now, so that it can be kept or sent; the back button does not stop here. */
export function noteQuery(route: Route, query: Readonly<Record<string, string>>): void {
  history.replaceState(history.state, '', linkTo(route.screen, route.path, query));
}

/** What a hash asks for; one that is not known leads to the start page. */
export function routeOf(hash: string): Route {
  const [place = '', asked = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', ...rest] = place
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const query = Object.fromEntries(new URLSearchParams(asked));
  // The screen about the box was one of its own once, and may be a bookmark.
  if (first === 'box') return { screen: 'settings', path: ['box'], query };
  const screen = screens.find((one) => one === first);
  return screen === undefined ? { screen: 'now', path: [], query } : { screen, path: rest, query };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone % in a mangled link.
    return part;
  }
}

/** Where the address leads, also by the back button. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    // It may have changed between the first drawing and now.
    setHash(location.hash);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return routeOf(hash);
}
