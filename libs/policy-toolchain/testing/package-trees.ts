/** Rules of one package that do not contradict each other, by how their heads are written. */
const RULES: readonly (readonly string[])[] = [
  ['a := {"b": {"c": 1}}'],
  ['a.b := {"c": 2}', 'a.d := 6', 'a[x] := 7 if x := "e"'],
  ['a[x] := {"c": 3} if x := "b"', 'a.d := 6'],
  ['a.b.c := 4', 'a.d := 6', 'a[x].c := 5 if x := "f"'],
  ['a[x].c := 5 if x := "b"', 'a.d.c := 8'],
  ['a.b contains "c"', 'a.d contains "c"'],
  ['b := 9', 'a.f.c := 5'],
];
const PATHS = ['.a', '.a.b', '.a.b.c', '.a[input.k]', '.a[input.k].c', '.a.d', '.a.f.c', '[input.n].b', '.b'];
const PACKAGES = ['north', 'west', 'south'];

export const TREE_INPUTS = PACKAGES.flatMap((r) => ['b', 'f'].map((k) => ({ r, k, n: 'a' })));

/** Many small trees of packages, each with references that choose a package by a variable, in one policy: group n answers `out[n]`. */
export function packageTrees(groups: number, roll: (sides: number) => number): Record<string, string> {
  const files: Record<string, string> = {};
  const answers: string[] = [];
  for (let n = 0; n < groups; n += 1) {
    for (const name of PACKAGES) {
      const rules = RULES[roll(RULES.length)]!;
      const kept = rules.filter((_, i) => i === 0 || roll(2) === 0);
      files[`g${n}_${name}.rego`] = `package g${n}.${name}\n\n${kept.join('\n\n')}\n`;
    }
    const path = PATHS[roll(PATHS.length)]!;
    files[`g${n}.rego`] = `package asks.g${n}\n\nfound := [x |\n\tr := input.r\n\tx := data.g${n}[r]${path}\n]\n`;
    answers.push(`data.asks.g${n}.found`);
  }
  files['policy.rego'] = `package writ\n\ndecision := [${answers.join(', ')}]\n`;
  return files;
}
