import { isCalendarDay, remainder, weighted } from './check-digits.js';

const isAllDigits = (text: string): boolean => [...text].every((each) => each >= '0' && each <= '9');
const isRepeated = (text: string): boolean => [...text].every((each) => each === text[0]);
const digit = (text: string, at: number): number => text.charCodeAt(at) - 0x30;

/** Brazil, Cadastro de Pessoas Físicas. */
export function isCpf(id: string): boolean {
  if (id.length !== 11 || !isAllDigits(id) || isRepeated(id)) return false;
  const check = (count: number) => {
    const rest =
      (weighted(
        id.slice(0, count),
        Array.from({ length: count }, (_, i) => count + 1 - i),
      ) *
        10) %
      11;
    return rest === 10 ? 0 : rest;
  };
  return check(9) === digit(id, 9) && check(10) === digit(id, 10);
}

/** Poland, PESEL: the century is in the month. */
export function isPesel(id: string): boolean {
  if (id.length !== 11 || !isAllDigits(id)) return false;
  const month = Number(id.slice(2, 4));
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)]!;
  if (!isCalendarDay(century + Number(id.slice(0, 2)), month % 20, Number(id.slice(4, 6)))) return false;
  return (10 - (weighted(id.slice(0, 10), [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digit(id, 10);
}

/** Germany, Steuer-Identifikationsnummer: one of its first ten digits stands there twice or three times; ISO 7064 mod 11,10. */
export function isSteuerId(id: string): boolean {
  if (id.length !== 11 || !isAllDigits(id) || id.startsWith('0')) return false;
  const counts = [...Map.groupBy(id.slice(0, 10), (each) => each).values()].map(({ length }) => length);
  if (counts.filter((count) => count > 1).length !== 1 || Math.max(...counts) > 3) return false;
  let product = 10;
  for (let i = 0; i < 10; i++) {
    const sum = (digit(id, i) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digit(id, 10);
}

/** France, numéro d'inscription au répertoire: modulo 97, with Corsica's departments of letters. */
export function isNir(written: string): boolean {
  const id = written.toUpperCase();
  if (id.length !== 15 || !'123478'.includes(id.charAt(0))) return false;
  const month = Number(id.slice(3, 5));
  if (!((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)) return false;
  const corsica = id.slice(5, 7);
  const number =
    corsica === '2A' ? `${id.slice(0, 5)}19${id.slice(7)}` : corsica === '2B' ? `${id.slice(0, 5)}18${id.slice(7)}` : id;
  if (!isAllDigits(number) || number.slice(5, 7) === '00') return false;
  return 97 - remainder(number.slice(0, 13), 97) === Number(number.slice(13));
}

/** China, resident identity number, GB 11643: a region, a day and ISO 7064 mod 11-2. */
export function isResidentId(id: string): boolean {
  if (id.length !== 18 || !isAllDigits(id.slice(0, 17))) return false;
  const [region, year] = [Number(id.slice(0, 2)), Number(id.slice(6, 10))];
  if (region < 11 || region > 82 || year < 1900 || year > 2099) return false;
  if (!isCalendarDay(year, Number(id.slice(10, 12)), Number(id.slice(12, 14)))) return false;
  const sum = weighted(id.slice(0, 17), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return '10X98765432'.charAt(sum % 11) === id.charAt(17).toUpperCase();
}

/** United States: it has no check digit; what was never given to anybody is none. */
export function isSocialSecurityNumber(id: string): boolean {
  if (id.length !== 9 || !isAllDigits(id) || isRepeated(id) || id === '123456789' || id === '078051120') return false;
  const area = id.slice(0, 3);
  return area !== '000' && area !== '666' && area < '900' && id.slice(3, 5) !== '00' && id.slice(5) !== '0000';
}
