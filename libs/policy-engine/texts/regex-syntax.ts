/** A pattern as the library reads it, and the groups that go by each name. */
export interface RegexSyntax {
  readonly source: string;
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

/** Categories by their long names, as Go's regexp knows them: without spaces, hyphens and underscores, in small letters but the first. */
const CATEGORIES: Readonly<Record<string, string>> = {
  Casedletter: 'LC',
  Closepunctuation: 'Pe',
  Combiningmark: 'M',
  Connectorpunctuation: 'Pc',
  Control: 'Cc',
  Cntrl: 'Cc',
  Currencysymbol: 'Sc',
  Dashpunctuation: 'Pd',
  Decimalnumber: 'Nd',
  Digit: 'Nd',
  Enclosingmark: 'Me',
  Finalpunctuation: 'Pf',
  Format: 'Cf',
  Initialpunctuation: 'Pi',
  Letter: 'L',
  Letternumber: 'Nl',
  Lineseparator: 'Zl',
  Lowercaseletter: 'Ll',
  Mark: 'M',
  Mathsymbol: 'Sm',
  Modifierletter: 'Lm',
  Modifiersymbol: 'Sk',
  Nonspacingmark: 'Mn',
  Number: 'N',
  Openpunctuation: 'Ps',
  Other: 'C',
  Otherletter: 'Lo',
  Othernumber: 'No',
  Otherpunctuation: 'Po',
  Othersymbol: 'So',
  Paragraphseparator: 'Zp',
  Privateuse: 'Co',
  Punctuation: 'P',
  Punct: 'P',
  Separator: 'Z',
  Spaceseparator: 'Zs',
  Spacingmark: 'Mc',
  Surrogate: 'Cs',
  Symbol: 'S',
  Titlecaseletter: 'Lt',
  Unassigned: 'Cn',
  Uppercaseletter: 'Lu',
};

/** What may stand in a pattern, by how it begins; a class keeps its brackets, and what is no syntax at all is left as it is. */
const PART =
  /\\Q[^]*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|[^{])|\\[^]|\[\^?\]?(?:\[:\^?\w*:\]|\\[^]|[^\\\]])*\]?|\(\?P?<(\w+)>|\((?!\?)/gu;
const CLASS_NAME = /\\[pP](?:\{[^}]*\}|[^{])|\\[^]/gu;

/**
 * Go allows two groups of one name and takes names of character classes without regard to case, spaces, hyphens and underscores, and
 * long names beside the short ones; the library does not.
 */
export function regexSyntax(pattern: string): RegexSyntax {
  const groups = new Map<string, number[]>();
  let count = 0;
  const source = pattern.replace(PART, (part, name?: string) => {
    if (part.startsWith('[')) return part.replace(CLASS_NAME, classNamed);
    if (!part.startsWith('(')) return classNamed(part);
    count += 1;
    if (name === undefined) return part;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [count]);
    else known.push(count);
    return known === undefined ? part : '(';
  });
  return { source, groups };
}

function classNamed(part: string): string {
  const [, sign, braced, letter] = /^\\([pP])(?:\{([^}]*)\}|(.))$/su.exec(part) ?? [];
  if (sign === undefined) return part;
  const [, negation = '', name = ''] = /^(\^?)(.*)$/s.exec(braced ?? letter!)!;
  const short = name.replace(/[ _-]/g, '');
  const plain = short.slice(0, 1).toUpperCase() + short.slice(1).toLowerCase();
  // Scripts of several words have underscores in the library and nowhere else.
  const isWords = /^[A-Z][a-z]+(?:_[A-Z][a-z]+)+$/.test(name) && !Object.hasOwn(CATEGORIES, plain);
  return `\\${sign}{${negation}${isWords ? name : Object.hasOwn(CATEGORIES, plain) ? CATEGORIES[plain] : plain}}`;
}
