/** The word that was probably meant: few letters apart from what is written, or the same in another spelling. */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  const plain = plainly(written);
  const near = known
    .map((word) => ({ word, apart: lettersApart(plain, plainly(word)) }))
    .filter(({ word, apart }) => apart <= Math.max(1, Math.floor(word.length / 3)))
    .toSorted((a, b) => a.apart - b.apart);
  return near[0]?.word;
}

/** A name has no more letters. */
const LONGEST = 64;

function plainly(word: string): string {
  return word
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, '');
}

/** Letters to add, remove, replace or swap with their neighbour. */
function lettersApart(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same, isSwapped ? before[j - 2]! + 1 : Infinity));
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
