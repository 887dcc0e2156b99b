/** What a reader makes of a value without quotes: a kind and its value. */
type Reading = readonly [kind: 'text' | 'number' | 'truth' | 'nothing' | 'date' | 'special', value: unknown];

/** One way of writing a value, and what it then stands for. */
type Form = readonly [pattern: RegExp, read: (source: string) => Reading];

const NOTHING: Form = [/^(?:~|null|Null|NULL|)$/, () => ['nothing', null]];
const INFINITE: Form = [/^[-+]?\.(?:inf|Inf|INF)$/, (source) => ['number', source.startsWith('-') ? -Infinity : Infinity]];
const NO_NUMBER: Form = [/^\.(?:nan|NaN|NAN)$/, () => ['number', Number.NaN]];

const number = (value: number): Reading => ['number', value];
const bare = (source: string): string => source.replaceAll('_', '');

/** YAML 1.2, core schema (10.3.2). */
const CORE: readonly Form[] = [
  NOTHING,
  [/^(?:true|True|TRUE|false|False|FALSE)$/, (source) => ['truth', /^t/i.test(source)]],
  [/^[-+]?[0-9]+$/, (source) => number(Number(source))],
  [/^0o[0-7]+$/, (source) => number(Number(source))],
  [/^0x[0-9a-fA-F]+$/, (source) => number(Number(source))],
  [/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, (source) => number(Number(source))],
  INFINITE,
  NO_NUMBER,
];

/**
 * YAML 1.1, as its types are defined and its readers have them. `y` and `n` are truth values in the definition alone: no reader
 * that these files were written for takes them so.
 */
const BEFORE: readonly Form[] = [
  NOTHING,
  [
    /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    (source) => ['truth', /^(?:y|t|on)/i.test(source)],
  ],
  [/^[-+]?0b[01_]+$/, (source) => number(signed(source, (digits) => Number(`0b${digits.slice(2) || '0'}`)))],
  [/^[-+]?0[0-7_]+$/, (source) => number(signed(source, (digits) => Number(`0o${digits.slice(1) || '0'}`)))],
  [/^[-+]?(?:0|[1-9][0-9_]*)$/, (source) => number(Number(bare(source)))],
  [/^[-+]?0x[0-9a-fA-F_]+$/, (source) => number(signed(source, (digits) => Number(`0x${digits.slice(2) || '0'}`)))],
  [/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/, (source) => number(signed(source, inSixties))],
  [/^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/, (source) => number(Number(bare(source)))],
  INFINITE,
  NO_NUMBER,
  [/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, (source) => ['date', source]],
  [
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?$/,
    (source) => ['date', source],
  ],
  [/^(?:=|<<)$/, (source) => ['special', source]],
];

function signed(source: string, read: (digits: string) => number): number {
  const value = read(bare(source).replace(/^[-+]/, ''));
  return source.startsWith('-') ? -value : value;
}

/** `1:30` is 90: the notation of hours and minutes. */
function inSixties(source: string): number {
  return source.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function readAs(forms: readonly Form[], source: string): Reading {
  return forms.find(([pattern]) => pattern.test(source))?.[1](source) ?? ['text', source];
}

/** How the two versions of YAML read a value without quotes, in words; undefined when they agree. */
export function ambiguityOf(source: string): string | undefined {
  const [before, now] = [readAs(BEFORE, source), readAs(CORE, source)];
  if (before[0] === now[0] && Object.is(before[1], now[1])) return undefined;
  return `readers of YAML 1.1 take ${source} for ${inWords(before)}, readers of YAML 1.2 for ${inWords(now)}`;
}

function inWords([kind, value]: Reading): string {
  if (kind === 'text') return 'text';
  if (kind === 'number') return `the number ${String(value)}`;
  if (kind === 'truth') return String(value);
  if (kind === 'date') return 'a date';
  return kind === 'nothing' ? 'no value' : 'something of its own';
}

// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
/** Line breaks for readers of YAML 1.1, letters for those of 1.2: a comment may end where nobody sees it. */
const OLD_BREAKS = /[\u0085\u2028\u2029]/;

/** A character that the versions of YAML treat differently, or that neither lets in: where it is, and what is wrong with it. */
export function strayCharacter(text: string): { readonly at: number; readonly problem: string } | undefined {
  const [old, none] = [OLD_BREAKS.exec(text), UNPRINTABLE.exec(text)];
  const found = old && none ? (old.index < none.index ? old : none) : (old ?? none);
  if (!found) return undefined;
  const name = `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const problem =
    found === old
      ? `the character ${name} ends the line for readers of YAML 1.1, and not for those of YAML 1.2`
      : `the character ${name} must not stand in a YAML file`;
  return { at: found.index, problem };
}
