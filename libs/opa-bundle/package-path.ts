const BLANK = /(?:[ \t\r\n]|#[^\n]*(?:\n|$))*/y;
const KEYWORD = /package(?![A-Za-z0-9_])/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const MEMBER = /\.([A-Za-z_][A-Za-z0-9_]*)/y;
const QUOTED = /\[[ \t\r\n]*(?:("(?:[^"\\\n]|\\.)*")|`([^`]*)`)[ \t\r\n]*\]/y;

export interface PackageClause {
  /** `package a.b["c d"]` has the segments a, b and `c d`. */
  readonly path: readonly string[];
  /** Where the clause ends in the text. */
  readonly end: number;
}

/** The package that a Rego module declares. It MUST have been parsed by a Rego parser before; throws when it has none. */
export function packageClause(module: string): PackageClause {
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(module);
    if (found) at = pattern.lastIndex;
    return found;
  };
  next(/\uFEFF/y);
  next(BLANK);
  if (!next(KEYWORD)) throw new Error('the module does not begin with its package');
  next(BLANK);
  const [first] = next(NAME) ?? [];
  if (first === undefined) throw new Error('the package of the module has no name');
  const path = [first];
  for (;;) {
    const member = next(MEMBER);
    const quoted = member ? null : next(QUOTED);
    if (member) path.push(member[1] as string);
    else if (quoted) path.push(quoted[1] === undefined ? (quoted[2] as string) : (JSON.parse(quoted[1]) as string));
    else return { path, end: at };
  }
}
