import { RE2JS } from 're2js';
import type { Pattern } from '../reading/conditions.js';

/** Alternatives of a pattern that are tried. */
const TRIES = 6;
/** Characters of a sample: repetitions can ask for very many. */
const MAX_LENGTH = 2_000;
const FLAGS = '(?is)';

/**
 * Texts that a pattern matches, found by writing down the shortest way through it and checked with the pattern itself. None when
 * the pattern has something that is not understood here.
 */
export function samplesOf(pattern: Pattern): readonly string[] {
  const known = found.get(pattern) ?? searched(pattern);
  found.set(pattern, known);
  return known;
}

const found = new WeakMap<Pattern, readonly string[]>();

function searched({ source, expression }: Pattern): readonly string[] {
  const samples = new Set<string>();
  for (let choice = 0; choice < TRIES; choice += 1) {
    const sample = new Walk(source.slice(FLAGS.length), choice).sample();
    if (sample !== undefined && expression.test(sample)) samples.add(sample);
  }
  return [...samples];
}

const CANDIDATES = [...'a0 _-x/.,:;!?=+*#@$%&|~^<>()[]{}"\'\\`\tA\n'];

/** A character that a class or an escape matches. */
function memberOf(source: string): string | undefined {
  try {
    const member = RE2JS.compile(`^(?:${source})$`);
    return [...CANDIDATES, ...source].find((character) => member.test(character));
  } catch {
    return undefined;
  }
}

/** One way through a pattern. It need not understand everything: what it makes is checked. */
class Walk {
  #at = 0;

  constructor(
    private readonly pattern: string,
    private readonly choice: number,
  ) {}

  sample(): string | undefined {
    const sample = this.#alternatives();
    return this.#at < this.pattern.length ? undefined : sample;
  }

  #alternatives(): string {
    const ways = [this.#sequence()];
    while (this.pattern[this.#at] === '|') {
      this.#at += 1;
      ways.push(this.#sequence());
    }
    return ways[this.choice % ways.length]!;
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.pattern.length && !'|)'.includes(this.pattern[this.#at]!)) {
      const part = this.#part();
      const times = this.#repetitions();
      text += part.repeat(Math.min(times, MAX_LENGTH)).slice(0, MAX_LENGTH);
    }
    return text.slice(0, MAX_LENGTH);
  }

  #part(): string {
    const rest = this.pattern.slice(this.#at);
    const group = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(rest);
    if (/^\(\?[a-zA-Z-]+\)/.test(rest)) return this.#skip(rest.indexOf(')') + 1, '');
    if (group) {
      this.#at += group[0].length;
      const inside = this.#alternatives();
      return this.#skip(1, inside);
    }
    if ('^$'.includes(rest[0]!)) return this.#skip(1, '');
    if (/^\\[AzbB]/.test(rest)) return this.#skip(2, '');
    const one =
      /^(?:\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\\[pP](?:\{\^?\w+\}|\w)|\\x(?:\{[0-9a-fA-F]+\}|[0-9a-fA-F]{2})|\\.|[^])/su.exec(
        rest,
      )?.[0] ?? '';
    const isPlain = one.length === 1 && one !== '.';
    return this.#skip(one.length, isPlain ? one : (memberOf(one) ?? ''));
  }

  #skip(characters: number, made: string): string {
    this.#at += characters;
    return made;
  }

  /** How often the part before is repeated, at the least. */
  #repetitions(): number {
    const [all = '', least] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.pattern.slice(this.#at)) ?? [];
    this.#at += all.length;
    if (least !== undefined) return Number(least);
    return all.startsWith('*') || all.startsWith('?') ? 0 : 1;
  }
}
