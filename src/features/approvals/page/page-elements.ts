/** As much of a browser as the page for deciding uses: the server, whose types these are checked with, has none. */
export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  disabled: boolean;
  value: string;
  append(...nodes: readonly (PageElement | string)[]): void;
  replaceChildren(...nodes: readonly (PageElement | string)[]): void;
  focus(): void;
  addEventListener(type: 'submit' | 'click', listener: (event: { preventDefault(): void }) => void): void;
}

export interface Browser {
  readonly document: {
    getElementById(id: string): PageElement | null;
    createElement(name: string): PageElement;
  };
  readonly location: { readonly href: string; readonly pathname: string };
}
