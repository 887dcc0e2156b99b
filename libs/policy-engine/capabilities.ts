import { BUILTINS } from './builtin-table.js';
import { SIGNATURES } from './formats/signatures.js';

/** A type in the form OPA's capabilities documents use. */
export type OpaType =
  | { type: 'any'; of?: OpaType[] }
  | { type: 'array'; static?: OpaType[]; dynamic?: OpaType }
  | { type: 'set'; of: OpaType }
  | { type: 'object'; static?: { key: string; value: OpaType }[]; dynamic?: { key: OpaType; value: OpaType } }
  | { type: 'string' | 'number' | 'boolean' | 'null' };

export interface OpaBuiltin {
  name: string;
  decl: { type: 'function'; args?: OpaType[]; result?: OpaType; variadic?: OpaType };
  infix?: string;
  relation?: boolean;
}

/** What `opa build --capabilities` reads. */
export interface OpaCapabilities {
  builtins: OpaBuiltin[];
  future_keywords: string[];
  features: string[];
  allow_net: string[];
}

/** Built-ins that the compiler resolves itself, so no plan ever calls them. */
const COMPILE_TIME = new Set(['assign', 'eq', 'print', 'rego.metadata.chain', 'rego.metadata.rule']);

/** Names of the built-ins a policy may call, sorted. */
const supported: readonly string[] = [...BUILTINS.keys()].sort();

/**
 * The capabilities document of this engine: exactly what it can run and no network, so that anything else is an error while
 * authoring instead of while deciding.
 */
function document(): OpaCapabilities {
  const lines = SIGNATURES.trim().split('\n').map(parseSignature);
  return {
    builtins: lines.filter(({ name }) => BUILTINS.has(name) || COMPILE_TIME.has(name)),
    future_keywords: ['contains', 'every', 'if', 'in'],
    // Compilers from 1.0 on read Rego v1 only where `rego_v1` is named; those before pass over it.
    features: ['rego_v1', 'rego_v1_import', 'rule_head_ref_string_prefixes', 'rule_head_refs'],
    allow_net: [],
  };
}

/** What this engine can run: names for people, the document for the compiler. */
export const capabilities: { readonly builtins: readonly string[]; document(): OpaCapabilities } = {
  builtins: supported,
  document,
};

const LINE = /^(\S+?)(?: (\S+))?: (.*?) ?-> (.+)$/;

function parseSignature(line: string): OpaBuiltin {
  const [, name, mark, operands, result] = LINE.exec(line) ?? unreadable(line);
  const reader = new TypeReader(operands!);
  const args: OpaType[] = [];
  let variadic: OpaType | undefined;
  while (!reader.done) {
    if (reader.taken('...')) variadic = reader.choice();
    else args.push(reader.choice());
    reader.taken(',');
  }
  const decl: OpaBuiltin['decl'] = { type: 'function' };
  if (args.length > 0) decl.args = args;
  if (variadic) decl.variadic = variadic;
  if (result !== 'void') decl.result = new TypeReader(result!).choice();
  return { name: name!, decl, ...(mark === 'relation' ? { relation: true } : mark ? { infix: mark } : {}) };
}

function unreadable(text: string): never {
  throw new Error(`unreadable signature: ${text}`);
}

class TypeReader {
  #rest: string;

  constructor(source: string) {
    this.#rest = source.trim();
  }

  get done(): boolean {
    return this.#rest === '';
  }

  taken(mark: string): boolean {
    if (!this.#rest.startsWith(mark)) return false;
    this.#rest = this.#rest.slice(mark.length).trimStart();
    return true;
  }

  choice(): OpaType {
    const of = [this.#single()];
    while (this.taken('|')) of.push(this.#single());
    return of.length === 1 ? of[0]! : { of, type: 'any' };
  }

  #single(): OpaType {
    if (this.taken('array[')) return { dynamic: this.#closed(), type: 'array' };
    if (this.taken('set[')) return { of: this.#closed(), type: 'set' };
    if (this.taken('[')) return { static: this.#tuple(), type: 'array' };
    if (this.taken('object{')) return this.#object();
    const name = /^(any|string|number|boolean|null)\b/.exec(this.#rest)?.[0] ?? unreadable(this.#rest);
    this.taken(name);
    return { type: name as 'any' };
  }

  #closed(): OpaType {
    const inner = this.choice();
    return this.taken(']') ? inner : unreadable(this.#rest);
  }

  #tuple(): OpaType[] {
    const members: OpaType[] = [];
    while (!this.taken(']')) {
      members.push(this.choice());
      this.taken(',');
    }
    return members;
  }

  #object(): OpaType {
    const object: OpaType = { type: 'object' };
    while (!this.taken('}')) {
      const member = /^(\w+): /.exec(this.#rest)?.[1];
      if (member !== undefined) {
        this.taken(`${member}:`);
        (object.static ??= []).push({ key: member, value: this.choice() });
      } else {
        const key = this.choice();
        object.dynamic = { key, value: this.taken('=>') ? this.choice() : unreadable(this.#rest) };
      }
      this.taken(',');
      this.taken(';');
    }
    return object;
  }
}
