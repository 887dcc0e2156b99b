/** Turns what is written in any characters into parts of Rego names, never the same one twice. */
export class RuleNames {
  readonly #known = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The same name for the same id. */
  of(id: string): string {
    const name = this.#known.get(id) ?? this.next(id);
    this.#known.set(id, name);
    return name;
  }

  /** A name that was not given out before. */
  next(id: string): string {
    const plain = id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
    let name = plain;
    for (let n = 2; this.#taken.has(name); n += 1) name = `${plain}_${n}`;
    this.#taken.add(name);
    return name;
  }
}
