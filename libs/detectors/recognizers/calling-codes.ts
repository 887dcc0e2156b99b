/** Digits with the calling code, at least and at most, by calling code. */
const CODES = new Map<string, readonly [least: number, most: number]>();
for (const entry of (
  '1:11 7:11 20:11-12 27:11 30:12 31:11 32:10-11 33:11 34:11 36:10-11 39:9-13 40:11 41:11 43:9-13 44:11-12 45:10 46:9-11 47:10 48:11 ' +
  '49:9-14 51:10-11 52:12-13 53:10 54:12-13 55:12-13 56:11 57:11-12 58:12 60:10-12 61:11 62:10-14 63:11-12 64:10-12 65:10 66:10-11 ' +
  '81:11-12 82:10-12 84:11-12 86:12-13 90:12 91:12 92:11-12 93:11 94:11 95:9-12 98:12'
).split(' ')) {
  const [code, lengths] = entry.split(':') as [string, string];
  const [least, most = least] = lengths.split('-').map(Number) as [number, number?];
  CODES.set(code, [least, most]);
}
/** First digits of the calling codes of three digits. */
const THREE = new Set('21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99'.split(' '));

const UNASSIGNED = new Set(['210', '214', '215', '217', '219', '990', '991', '997', '999']);

function isOfThree(digits: string): boolean {
  return THREE.has(digits.slice(0, 2)) && !UNASSIGNED.has(digits.slice(0, 3));
}

/** Whether these digits are a whole number of one country, as ITU-T E.164 has them. */
export function isInternational(digits: string): boolean {
  const one = digits.charAt(0);
  if (one === '1') return digits.length === 11 && isNorthAmerican(digits.slice(1));
  const lengths = CODES.get(one === '7' ? one : digits.slice(0, 2)) ?? (isOfThree(digits) ? [10, 13] : undefined);
  if (!lengths || digits.length < lengths[0] || digits.length > lengths[1]) return false;
  return !isSame(digits.slice(3));
}

function isNorthAmerican(digits: string): boolean {
  return digits.charAt(0) >= '2' && digits.charAt(3) >= '2';
}

function isSame(digits: string): boolean {
  return [...digits].every((digit) => digit === digits[0]);
}
