import { type Node, type Scalar, Lexer, LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ambiguityOf, strayCharacter } from './ambiguous-values.js';
import { FindingList, type Place } from './finding-list.js';

/** UTF-8 bytes of one file. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** Mappings and lists inside each other. */
const MAX_DEPTH = 32;
/** Values of a file after its aliases are followed. */
const MAX_VALUES = 200_000;
/** Lexemes of a file: what parsing costs grows with these, and 2,000 rules have fewer. */
const MAX_LEXEMES = 300_000;
/** Errors of the parser that are told: the first is the cause of most others. */
const MAX_ERRORS = 10;

type Path = readonly PropertyKey[];

/** The plain value of a YAML file and where each part of it is written. */
export interface YamlDocument {
  /** Mappings are objects without prototype. */
  readonly value: unknown;
  /** Where the value at a path begins, or the nearest one around it. */
  placeOf(path: Path): Place;
  /** Where the key that leads to a path begins. */
  keyPlaceOf(path: Path): Place;
}

/** Reads a file that nobody has vetted. Anchors may be used; what they expand to is bounded. Undefined when there are findings. */
export function readYaml(file: string, text: string, findings: FindingList): YamlDocument | undefined {
  const start: Place = { file, row: 1, column: 1 };
  if (text.length > MAX_FILE_BYTES || new TextEncoder().encode(text).length > MAX_FILE_BYTES) {
    findings.error('YAML_TOO_LARGE', `the file has more than ${MAX_FILE_BYTES} bytes`, start);
    return undefined;
  }
  if (hasTooManyLexemes(text)) {
    findings.error('YAML_TOO_MANY_VALUES', `more than ${MAX_LEXEMES} lexemes`, start);
    return undefined;
  }
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, row: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    // Keys are compared below: the parser's own comparison takes time that grows with the square of their number.
    const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false, schema: 'core' };
    const stray = strayCharacter(text);
    const { contents, errors, warnings } = parseDocument(text, options);
    const [first] = errors;
    if (first?.code === 'RESOURCE_EXHAUSTION') throw new RangeError(first.message);
    for (const { message, pos } of [...errors.slice(0, MAX_ERRORS), ...warnings.slice(0, MAX_ERRORS)])
      findings.error('YAML_SYNTAX', message, placeAt(pos[0]));
    if (stray)
      findings.error('YAML_AMBIGUOUS', stray.problem, placeAt(stray.at), 'write it as an escape in double quotes, or remove it');
    if (!findings.isEmpty) return undefined;
    const read = new Reader(placeAt, start, findings).read(contents);
    return findings.isEmpty ? read : undefined;
  } catch (error) {
    if (error instanceof Unreadable) findings.error(error.code, error.message, error.place);
    // The parser calls itself for every level, so that depth ends in the stack.
    else if (error instanceof RangeError) findings.error('YAML_TOO_DEEP', `more than ${MAX_DEPTH} levels`, start);
    else throw error;
    return undefined;
  }
}

function hasTooManyLexemes(text: string): boolean {
  let count = 0;
  for (const _ of new Lexer().lex(text)) if ((count += 1) > MAX_LEXEMES) return true;
  return false;
}

class Unreadable extends Error {
  constructor(
    readonly code: 'YAML_TOO_DEEP' | 'YAML_TOO_MANY_VALUES' | 'YAML_SYNTAX',
    message: string,
    readonly place: Place,
  ) {
    super(message);
  }
}

class Reader {
  readonly #values = new Map<string, Place>();
  readonly #keys = new Map<string, Place>();
  readonly #anchors = new Map<string, Node>();
  #count = 0;

  constructor(
    private readonly placeAt: (offset: number) => Place,
    private readonly start: Place,
    private readonly findings: FindingList,
  ) {}

  read(contents: Node | null): YamlDocument {
    const value = this.#value(contents, []);
    const nearest = (places: ReadonlyMap<string, Place>, path: Path): Place => {
      for (let length = path.length; length >= 0; length -= 1) {
        const place = places.get(keyOf(path.slice(0, length)));
        if (place) return place;
      }
      return this.start;
    };
    return {
      value,
      placeOf: (path) => nearest(this.#values, path),
      keyPlaceOf: (path) => this.#keys.get(keyOf(path)) ?? nearest(this.#values, path),
    };
  }

  #value(node: Node | null, path: Path): unknown {
    const place = node?.range ? this.placeAt(node.range[0]) : this.start;
    this.#count += 1;
    if (this.#count > MAX_VALUES) throw new Unreadable('YAML_TOO_MANY_VALUES', `more than ${MAX_VALUES} values`, place);
    if (path.length > MAX_DEPTH) throw new Unreadable('YAML_TOO_DEEP', `more than ${MAX_DEPTH} levels`, place);
    this.#values.set(keyOf(path), place);
    if (isAlias(node)) return this.#value(this.#anchored(node.source, place), path);
    if (node !== null && 'anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node);
    this.#refuseTag(node, place);
    if (isSeq(node)) return node.items.map((item, index) => this.#value(item as Node, [...path, index]));
    if (isMap(node)) return this.#mapping(node.items as readonly { key: unknown; value: unknown }[], path, place);
    if (isScalar(node)) this.#refuseAmbiguous(node, path, place);
    return isScalar(node) ? node.value : null;
  }

  /** A tag can make another value of what is written, and readers know different ones. */
  #refuseTag(node: Node | null, place: Place): void {
    if (node === null || !('tag' in node) || typeof node.tag !== 'string') return;
    const message = `the tag ${node.tag} is not taken: readers differ in what they make of it`;
    this.findings.error('YAML_AMBIGUOUS', message, place, 'remove it; a value in quotes is text');
  }

  #refuseAmbiguous({ type, source }: Scalar, path: Path, place: Place): void {
    if (type !== 'PLAIN' || source === undefined) return;
    // The mode that allows nothing: whoever takes it for a truth value has no mode at all.
    if (source === 'off' && path.length === 1 && path[0] === 'autonomy_mode') return;
    const problem = ambiguityOf(source);
    if (problem === undefined) return;
    const fix = `put it in quotes if it is text: "${source}"; write numbers in plain decimal, and true or false`;
    this.findings.error('YAML_AMBIGUOUS', problem, place, fix);
  }

  /** The anchor that stands closest before an alias. The parser's own search for it reads the whole file each time. */
  #anchored(name: string, place: Place): Node {
    const node = this.#anchors.get(name);
    if (!node) throw new Unreadable('YAML_SYNTAX', `there is no anchor ${name} before this alias`, place);
    return node;
  }

  #mapping(items: readonly { key: unknown; value: unknown }[], path: Path, around: Place): Record<string, unknown> {
    const object = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of items) {
      const place = isScalar(key) && key.range ? this.placeAt(key.range[0]) : around;
      if (!isScalar(key) || typeof key.value !== 'string') throw new Unreadable('YAML_SYNTAX', 'a key must be text', place);
      this.#refuseTag(key, place);
      this.#refuseAmbiguous(key, path, place);
      if (Object.hasOwn(object, key.value)) throw new Unreadable('YAML_SYNTAX', `the key ${key.value} is written twice`, place);
      if (key.value === '__proto__') throw new Unreadable('YAML_SYNTAX', 'a key must not be __proto__', place);
      const inner = [...path, key.value];
      this.#keys.set(keyOf(inner), place);
      object[key.value] = this.#value(value as Node | null, inner);
    }
    return object;
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
