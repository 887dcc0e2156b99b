import { RE2JS } from 're2js';

const DNI = RE2JS.compile('[0-9]{8}[A-Z]');
const NIE = RE2JS.compile('[XYZ][0-9]{7}[A-Z]');
/** Digits may be written as letters where two people would have the same code. */
const DIGIT = '[0-9LMNPQRSTUV]';
const CODICE = RE2JS.compile(`[A-Z]{6}${DIGIT}{2}[ABCDEHLMPRST]${DIGIT}{2}[A-Z]${DIGIT}{3}[A-Z]`);

const SPANISH = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Spain, Documento Nacional de Identidad: the letter is the number modulo 23. */
export function isDni(written: string): boolean {
  const id = written.toUpperCase();
  return id.length === 9 && DNI.matches(id) && SPANISH.charAt(Number(id.slice(0, 8)) % 23) === id.charAt(8);
}

/** Spain, Número de Identidad de Extranjero. */
export function isNie(written: string): boolean {
  const id = written.toUpperCase();
  return id.length === 9 && NIE.matches(id) && isDni('XYZ'.indexOf(id.charAt(0)) + id.slice(1));
}

/** What a character stands for at an odd place, from 0 or A on; at an even place it stands for itself. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Italy, codice fiscale: the last letter is a sum of the others modulo 26. */
export function isCodiceFiscale(written: string): boolean {
  const id = written.toUpperCase();
  if (id.length !== 16 || !CODICE.matches(id)) return false;
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const unit = id.charCodeAt(i);
    const value = unit >= 0x41 ? unit - 0x41 : unit - 0x30;
    sum += i % 2 === 0 ? ODD[value]! : value;
  }
  return sum % 26 === id.charCodeAt(15) - 0x41;
}
