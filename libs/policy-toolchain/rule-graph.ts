import { type Module, type RuleBody, type Term, bodiesOf, refPath, termsOf } from './syntax-tree.js';

/** Which rules of a policy use which; worked out once, however often it is asked. */
export class RuleGraph {
  readonly #rules = new Map<string, RuleBody[]>();
  readonly #owners = new Map<RuleBody, Module>();
  readonly #mentioned = new Map<RuleBody, readonly string[]>();

  constructor(modules: readonly Module[]) {
    for (const module of modules) {
      for (const body of bodiesOf(module)) {
        const name = `${module.package}.${body.name}`;
        const known = this.#rules.get(name);
        if (known) known.push(body);
        else this.#rules.set(name, [body]);
        this.#owners.set(body, module);
      }
    }
  }

  /** Full names of the rules that `from` leads to, itself included. */
  reachable(from: readonly string[]): Set<string> {
    const reached = new Set<string>();
    const open = [...from];
    while (open.length > 0) {
      const name = open.pop()!;
      if (reached.has(name)) continue;
      reached.add(name);
      for (const body of this.#rules.get(name) ?? []) open.push(...this.#mentions(body));
    }
    return reached;
  }

  /** A definition and all those it leads to. */
  withHelpers(body: RuleBody): RuleBody[] {
    return [body, ...[...this.reachable(this.#mentions(body))].flatMap((name) => this.#rules.get(name) ?? [])];
  }

  #mentions(body: RuleBody): readonly string[] {
    const known = this.#mentioned.get(body) ?? [
      ...new Set(termsOf(body).flatMap((term) => this.#named(this.#owners.get(body)!, term))),
    ];
    this.#mentioned.set(body, known);
    return known;
  }

  /** Rules that a term names: one of the same package, one by its path, or, by the path of a package, any rule in it. */
  #named(module: Module, term: Term): string[] {
    const [head, ...rest] = refPath(term) ?? [];
    if (head === null || head === undefined || head === 'input') return [];
    const imported = module.imports.get(head);
    if (head !== 'data' && imported === undefined) {
      const own = `${module.package}.${head}`;
      return this.#rules.has(own) ? [own] : [];
    }
    const path = [...(imported ?? head).split('.'), ...rest];
    const end = path.indexOf(null);
    const known = end < 0 ? path : path.slice(0, end);
    const found = known.map((_, i) => known.slice(0, i + 1).join('.')).filter((name) => this.#rules.has(name));
    return found.length > 0 ? found : [...this.#rules.keys()].filter((name) => name.startsWith(`${known.join('.')}.`));
  }
}

/** First and last row of a definition. */
export function rowsOf(body: RuleBody): [number, number] {
  const last = termsOf(body).reduce((row, { location }) => Math.max(row, location?.row ?? 0), body.place.row);
  return [body.place.row, last];
}
