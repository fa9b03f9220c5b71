import { Component, type ComponentChild, type FunctionComponent } from 'preact';

/** A part that is drawn again only when one of its values changed: the page is redrawn every second. */
export function memo<P extends object>(draw: FunctionComponent<P>) {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const keys = Object.keys(next) as (keyof P)[];
      return keys.some((key) => next[key] !== (this.props as P)[key]);
    }

    override render(): ComponentChild {
      return draw(this.props as P) as ComponentChild;
    }
  };
}
