import type { Json } from '../../values.js';
import { type Roll, rolls } from '../disturbance.js';
import { KEYS, type Scope, TermWriter, UNTYPED, oneOf } from './policy-terms.js';

/** A policy of two packages, `g<n>` with a rule `decision` and `g<n>.lib`, that reads `input` and `data.d<n>`. */
export interface GeneratedModules {
  readonly name: string;
  readonly modules: Readonly<Record<string, string>>;
  readonly dataName: string;
  readonly data: Json;
  readonly inputs: readonly Json[];
}

const [LIBRARY_RULES, RULES, INPUTS] = [3, 5, 6];

/** The same policy for the same seed and number. Not all of them compile: the compiler sees some types that cannot be. */
export function generatedModules(seed: number, n: number): GeneratedModules {
  const roll = rolls(Math.imul(seed, 65_537) + n * 7_919);
  for (let spent = 0; spent < 8; spent += 1) roll(2);
  const [name, dataName] = [`g${n}`, `d${n}`];
  const library = new ModuleWriter(roll, { data: `data.${dataName}`, prefix: 'q', rules: LIBRARY_RULES });
  const outside = library.seenFrom(oneOf(roll, ['lib', `data.${name}.lib`]), roll);
  const main = new ModuleWriter(roll, { data: `data.${dataName}`, prefix: 'p', rules: RULES, outside });
  const answers = main.askable.map((rule) => `\t"${rule}": [x | x := ${rule}],`);
  const texts = [`package ${name}`, `import data.${name}.lib`, `decision := {\n${answers.join('\n')}\n}`, UNTYPED, ...main.texts];
  const documents = new Documents(roll);
  return {
    name,
    dataName,
    modules: {
      [`${name}.rego`]: texts.join('\n\n'),
      [`${name}_lib.rego`]: [`package ${name}.lib`, UNTYPED, ...library.texts].join('\n\n'),
    },
    data: documents.holder(),
    inputs: Array.from({ length: INPUTS }, () => documents.holder()),
  };
}

interface ModuleOptions {
  readonly data: string;
  /** First letter of its rules, of which it has so many. */
  readonly prefix: string;
  readonly rules: number;
  /** What of other packages its rules may use. */
  readonly outside?: Pick<Scope, 'rules' | 'functions'>;
}

/** Rules that use those before them. */
class ModuleWriter {
  readonly texts: string[] = [];
  /** Rules without parameters, and references into those that have keys. */
  readonly askable: string[] = [];
  readonly #own: string[] = [];
  readonly #functions: string[] = [];
  readonly #from: Pick<Scope, 'rules' | 'functions'>;

  constructor(
    private readonly roll: Roll,
    private readonly options: ModuleOptions,
  ) {
    this.#from = options.outside ?? { rules: [], functions: [] };
    for (let n = 0; n < options.rules; n += 1) this.#add(`${options.prefix}${n}`);
  }

  /** Its rules and functions as another package names them, and rules that a variable chooses. */
  seenFrom(root: string, roll: Roll): Pick<Scope, 'rules' | 'functions'> {
    const chosen = roll(8) === 0 ? [`${root}[_]`, `${root}[input.b]`] : [];
    return {
      rules: [...this.#own.map((rule) => `${root}.${rule}`), ...chosen],
      functions: this.#functions.map((f) => `${root}.${f}`),
    };
  }

  #scope(variables: readonly string[]): Scope {
    const rules = [...this.#own, ...this.#from.rules];
    return { variables, rules, functions: [...this.#functions, ...this.#from.functions], data: this.options.data };
  }

  #add(name: string): void {
    const kinds = [
      this.#complete,
      this.#complete,
      this.#withDefault,
      this.#set,
      this.#object,
      this.#deep,
      this.#function,
      this.#parts,
    ];
    oneOf(this.roll, kinds).call(this, name);
  }

  #complete(name: string): void {
    const first = this.#definition(name, ' :=');
    const others = Array.from({ length: this.roll(3) }, () => this.#else());
    this.#push(name, first + others.join(''));
  }

  #withDefault(name: string): void {
    const fallback = oneOf(this.roll, ['"none"', '{}', '[x | some x in [1, 2]]', 'false']);
    this.#push(name, `default ${name} := ${fallback}\n\n${this.#definition(name, ' :=')}`);
  }

  #set(name: string): void {
    const definitions = Array.from({ length: 1 + this.roll(2) }, () => this.#definition(name, ' contains'));
    this.#push(name, definitions.join('\n\n'));
  }

  #object(name: string): void {
    const definitions = Array.from({ length: 1 + this.roll(2) }, () => {
      const { body, writer } = this.#body();
      return `${name}[${writer.term(0)}] := ${writer.term(1)} if ${body}`;
    });
    this.#push(name, definitions.join('\n\n'), `${name}[input.a]`, `${name}[_]`);
  }

  #deep(name: string): void {
    const definitions = ['a', 'b'].map((key) => {
      const { body, writer } = this.#body();
      const head = oneOf(this.roll, [
        `[${writer.term(0)}] := ${writer.term(1)}`,
        ` contains ${writer.term(1)}`,
        ` := ${writer.term(1)}`,
      ]);
      return `${name}.${key}${head} if ${body}`;
    });
    this.#push(name, definitions.join('\n\n'), `${name}.a`, `${name}[_]`);
  }

  #function(name: string): void {
    const parameters = oneOf(this.roll, ['x, y', 'x, y', 'x, _', '[x, _], y', '{"a": x}, y', 'x, "a"', 'x, 1']);
    const variables = ['x', 'y'].filter((letter) => new RegExp(`\\b${letter}\\b`).test(parameters));
    const { body, writer } = this.#body(variables);
    const other = this.roll(2) === 0 ? '' : this.#else(variables);
    const fallback = this.roll(4) === 0 ? `default ${name}(_, _) := "none"\n\n` : '';
    this.texts.push(`${fallback}${name}(${parameters}) := ${writer.term(1)} if ${body}${other}`);
    this.#functions.push(name);
  }

  /** One rule whose parts stand in different definitions of different packages' kind. */
  #parts(name: string): void {
    const { body, writer } = this.#body();
    const head = `${name}.${oneOf(this.roll, ['a', 'b'])}.${oneOf(this.roll, ['a', 'c'])}`;
    this.#push(name, `${head} := ${writer.term(1)} if ${body}\n\n${name}["x-y"] := ${this.#writer([]).term(0)}`, `${name}.a`);
  }

  #push(name: string, text: string, ...also: string[]): void {
    this.texts.push(text);
    this.#own.push(name, ...also);
    this.askable.push(name);
  }

  #writer(variables: readonly string[]): TermWriter {
    return new TermWriter(this.roll, this.#scope(variables));
  }

  #definition(name: string, head: string): string {
    const { body, writer } = this.#body();
    return `${name}${head} ${writer.term(2)} if ${body}`;
  }

  #else(variables: readonly string[] = []): string {
    const { body, writer } = this.#body(variables);
    return ` else := ${writer.term(1)} if ${body}`;
  }

  /** Conditions, some of which bring variables for those after them and for the head. */
  #body(variables: readonly string[] = []): { body: string; writer: TermWriter } {
    let writer = this.#writer(variables);
    const rows: string[] = [];
    for (let n = 1 + this.roll(3); n > 0; n -= 1) {
      const { text, names } = this.#expression(writer, n);
      rows.push(
        text + (names.length > 0 || !/^[a-z]/.test(text) || /^(?:every|some|not)\b/.test(text) ? '' : this.#replacing(writer)),
      );
      writer = writer.within(names);
    }
    return { body: `{\n\t${rows.join('\n\t')}\n}`, writer };
  }

  #expression(writer: TermWriter, n: number): { text: string; names: string[] } {
    const [a, b] = [`a${n}`, `b${n}`];
    return oneOf(this.roll, [
      () => ({ text: `${a} := ${writer.term(2)}${this.#replacing(writer)}`, names: [a] }),
      () => ({ text: `some ${a} in ${writer.collectionTerm(1)}; ${a} != u(${writer.term(0)})`, names: [a] }),
      () => ({ text: `some ${a}, ${b} in ${writer.collectionTerm(1)}; u([${a}, ${b}]) != [0, null]`, names: [a, b] }),
      () => ({ text: `[${a}, ${b}] := [${writer.term(1)}, ${writer.term(0)}]`, names: [a, b] }),
      () => ({ text: `{"a": ${a}} = ${writer.path()}`, names: [a] }),
      () => ({ text: `some ${a}; ${b} := ${writer.path()}[${a}]`, names: [a, b] }),
      () => ({ text: `walk(${writer.path()}, [${a}, ${b}])`, names: [a, b] }),
      () => ({ text: writer.condition(1), names: [] }),
      () => ({ text: writer.condition(1), names: [] }),
      () => ({ text: writer.condition(2), names: [] }),
    ])();
  }

  /** Clauses of `with`, mostly none. */
  #replacing(writer: TermWriter): string {
    if (this.roll(6) > 0) return '';
    const { data } = this.options;
    const value = writer.term(1);
    const clauses = [
      ` with input.${oneOf(this.roll, ['a', 'b'])} as ${value}`,
      ` with input as {"a": ${writer.term(0)}, "b": {"a": 1}}`,
      ` with ${data}.a as ${value}`,
      ` with ${data} as {"b": [1, "a"]}`,
      ` with count as 7`,
      ` with input.a.b as 1 with ${data}.c as ${writer.term(0)}`,
      ...this.#functions.map((name) => ` with ${name} as ${oneOf(this.roll, ['"other"', ...this.#functions])}`),
    ];
    return oneOf(this.roll, clauses);
  }
}

/** Dense enough that most lookups of two keys find something. */
class Documents {
  constructor(private readonly roll: Roll) {}

  holder(): Json {
    return Object.fromEntries(KEYS.filter(() => this.roll(6) > 0).map((key) => [key, this.#part(2)]));
  }

  #part(depth: number): Json {
    const { roll } = this;
    if (depth === 0 || roll(3) === 0) return oneOf(roll, [null, true, false, 0, 1, 2, 1.5, 'a', 'b', 'a b', '', '1h', 'x-y']);
    if (roll(2) === 0) return Array.from({ length: roll(4) }, () => this.#part(depth - 1));
    return Object.fromEntries(KEYS.filter(() => roll(2) === 0).map((key) => [key, this.#part(depth - 1)]));
  }
}
