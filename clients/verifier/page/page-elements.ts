/** As much of a browser as the page for verifying uses: what these types are checked with otherwise has none. */
export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  value: string | number;
  append(...nodes: readonly (PageElement | string)[]): void;
  replaceChildren(...nodes: readonly (PageElement | string)[]): void;
  addEventListener(type: 'change' | 'click' | 'input', listener: () => void): void;
}

/** `<input type="file">`. */
export interface FileChoice extends PageElement {
  readonly files: ArrayLike<File>;
}

interface Dragging {
  readonly dataTransfer: { readonly files: ArrayLike<File>; dropEffect: string } | null;
  preventDefault(): void;
}

export interface Browser {
  readonly document: {
    readonly body: PageElement;
    getElementById(id: string): PageElement | null;
    createElement(name: string): PageElement;
    addEventListener(type: 'dragover' | 'drop', listener: (event: Dragging) => void): void;
  };
}
