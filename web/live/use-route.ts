import { useEffect, useState } from 'preact/hooks';

/** The screens by their hash; an unknown one leads to the start page. */
const screens = { '#/': 'now', '#/grid': 'grid', '#/box': 'box' } as const;
export type Screen = (typeof screens)[keyof typeof screens];
export const linkOf = (screen: Screen): string => (screen === 'now' ? '#/' : `#/${screen}`);

const screenOf = (hash: string): Screen =>
  Object.hasOwn(screens, hash) ? screens[hash as keyof typeof screens] : 'now';

/** The screen that the address asks for, also by the back button. */
export function useRoute(): Screen {
  const [screen, setScreen] = useState(() => screenOf(location.hash));
  useEffect(() => {
    const follow = (): void => {
      setScreen(screenOf(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    // It may have changed between the first drawing and now.
    setScreen(screenOf(location.hash));
    return () => removeEventListener('hashchange', follow);
  }, []);
  return screen;
}
