import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { lookup } from '../objects.js';
import { type RegoObject, type Value, isObject, objectEntries } from '../values.js';

/** Not schemas themselves: their members are. */
const MAPS = new Set<Value>(['properties', 'dependencies', 'patternProperties']);
/** Taken literally. */
const LITERALS = new Set<Value>(['const', 'enum']);

/** Where the references of a schema lead: to a name (`$id`), to a document by its URI, or along a pointer; never out of the schema. */
export class SchemaReferences {
  readonly #named = new Map<string, Value>();
  readonly #targets = new Map<RegoObject, string>();

  constructor(root: Value) {
    this.#collect(root, '');
    this.#named.set('', root);
  }

  /** What the `$ref` of a schema stands for; refused when that is nowhere. */
  target(schema: RegoObject): Value {
    const reference = this.#targets.get(schema) ?? '';
    const named = this.#named.get(reference);
    if (named !== undefined) return named;
    const [document = '', pointer = ''] = reference.split('#');
    const base = this.#named.get(document);
    if (base === undefined) return refuse(`jsonschema: remote reference loading disabled: ${reference}`);
    return this.#at(base, pointer);
  }

  #at(base: Value, pointer: string): Value {
    if (pointer !== '' && !pointer.startsWith('/')) return refuse('jsonschema: a JSON pointer begins with a slash');
    let target: Value = base;
    for (const part of pointer.split('/').slice(1)) {
      const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      const inner = Array.isArray(target)
        ? elementAt(target as Value[], key)
        : isObject(target)
          ? lookup(target, key)
          : undefined;
      if (inner === undefined) return refuse(`jsonschema: Object has no key '${key}'`);
      target = inner;
    }
    return target;
  }

  #collect(schema: Value, base: string): void {
    spend(4);
    if (Array.isArray(schema)) for (const item of schema as Value[]) this.#collect(item, base);
    if (!isObject(schema)) return;
    const id = lookup(schema, '$id') ?? lookup(schema, 'id');
    const own = typeof id === 'string' ? inherited(base, id) : base;
    if (typeof id === 'string') {
      if (this.#named.has(own)) refuse(`jsonschema: Reference already exists: "${own}"`);
      this.#named.set(own, schema);
    }
    const reference = lookup(schema, '$ref');
    if (typeof reference === 'string') this.#targets.set(schema, inherited(own, reference));
    for (const [key, value] of objectEntries(schema)) {
      if (LITERALS.has(key)) continue;
      if (!MAPS.has(key)) this.#collect(value, own);
      else if (isObject(value)) for (const [, inner] of objectEntries(value)) this.#collect(inner, own);
    }
  }
}

function elementAt(list: readonly Value[], key: string): Value | undefined {
  return /^\d+$/.test(key) ? list[Number(key)] : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return refuse('jsonschema: invalid URL escape');
  }
}

/** A reference seen from where it stands. */
function inherited(base: string, reference: string): string {
  if (reference.startsWith('#') || reference === '') return (base.split('#')[0] ?? '') + (reference === '#' ? '' : reference);
  const found = URL.canParse(base) ? URL.parse(reference, base) : URL.parse(reference);
  return (found?.href ?? reference).replace(/#$/, '');
}
