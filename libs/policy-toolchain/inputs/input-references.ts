import { type Module, type RuleBody, type Term, bodiesOf, callsIn, refPath } from '../syntax-tree.js';

export type InputPath = (string | null)[];

/** Knows which variables and rules of a module are just another name for a part of the input. */
export class InputNames {
  readonly #rules = new Map<string, InputPath>();

  constructor(module: Module) {
    for (const body of bodiesOf(module)) {
      const path = body.args === undefined && body.key === undefined ? refPath(body.value) : undefined;
      if (path?.[0] === 'input' && path.length > 1) this.#rules.set(body.name, path.slice(1));
    }
  }

  /** The part of the input a term of this definition is, undefined when it is anything else. */
  pathOf(term: Term, body: RuleBody): InputPath | undefined {
    const path = refPath(term);
    const [head] = path ?? [];
    if (!path || head === null || head === undefined) return undefined;
    if (head === 'input') return path.length > 1 ? path.slice(1) : undefined;
    const base = this.#local(head, body) ?? this.#rules.get(head);
    return base && [...base, ...path.slice(1)];
  }

  /** A variable that is assigned a part of the input, or iterates over one. */
  #local(name: string, body: RuleBody): InputPath | undefined {
    for (const { name: call, args } of callsIn(body.expressions)) {
      const target = call === 'internal.member_3' ? args[1] : args[0];
      if (target?.type !== 'var' || target.value !== name) continue;
      const source = refPath(args.at(-1));
      if (source?.[0] !== 'input') continue;
      if (call === 'assign' || call === 'eq') return source.slice(1);
      if (call.startsWith('internal.member_')) return [...source.slice(1), null];
    }
    return undefined;
  }
}
