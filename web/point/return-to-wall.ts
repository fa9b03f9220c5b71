import { useEffect } from 'preact/hooks';
import { goTo } from '../live/use-route.ts';

/** Who has looked closer at a wall display and left again. */
const leftMs = 120_000;

/** Goes back to the wall display when nobody has touched anything for two minutes. */
export function useReturnToWall(fromWall: boolean): void {
  useEffect(() => {
    if (!fromWall) return;
    const back = (): void => goTo('now', [], { wall: '1' });
    let timer = setTimeout(back, leftMs);
    const touched = (): void => {
      clearTimeout(timer);
      timer = setTimeout(back, leftMs);
    };
    addEventListener('pointerdown', touched);
    addEventListener('keydown', touched);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointerdown', touched);
      removeEventListener('keydown', touched);
    };
  }, [fromWall]);
}
