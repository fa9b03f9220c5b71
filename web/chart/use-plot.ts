import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

type Make = (
  element: HTMLElement,
  width: number,
  height: number,
) => { options: uPlot.Options; data: uPlot.AlignedData };

/**
 * A drawing in an element: made anew when `key` changes or the theme does, as wide as its frame. Gives the frame, and a way
 * to show one of its points.
 */
export function usePlot(make: Make, key: unknown, heightPx: number) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const making = useRef(make);
  making.current = make;
  // The key says when the drawing is another one.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const draw = (): void => {
      plot.current?.destroy();
      const { options, data } = making.current(element, element.clientWidth, heightPx);
      plot.current = new uPlot(options, data, element);
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    const size = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width !== plot.current?.width) plot.current?.setSize({ width, height: heightPx });
    });
    size.observe(element);
    return () => {
      dark.removeEventListener('change', draw);
      size.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [key, heightPx]);
  const point = (index: number): void => {
    const drawn = plot.current;
    const at = drawn?.data[0][index];
    if (drawn !== undefined && at !== undefined) drawn.setCursor({ left: drawn.valToPos(at, 'x'), top: 0 });
  };
  return { frame, point };
}
