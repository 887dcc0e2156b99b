// One noun in all the spellings a feature needs.
import { CommandFailure } from './steps.mjs';

const FORM = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;
/** Words that the templates, or JavaScript, use themselves. */
const TAKEN = new Set(
  'new class case default function import export package interface switch return catch enum type name id row event known create archive'.split(
    ' ',
  ),
);
const BANNED = /^(utils?|helpers?|common|shared|managers?|bases?|misc)$/;

const pascal = (kebab) => kebab.replaceAll(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());
const camel = (kebab) => kebab.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());

function singularOf(noun) {
  if (noun.endsWith('ies')) return `${noun.slice(0, -3)}y`;
  if (/(ch|sh|x|ss|z)es$/.test(noun)) return noun.slice(0, -2);
  return noun.replace(/s$/, '');
}

/** `noun` is a plural like `invoices`; `one` is its singular, where the spelling does not tell (`data-bases data-base`). */
export function featureNames(noun, one = singularOf(noun ?? '')) {
  const parts = [noun, one].flatMap((text) => (text ?? '').split('-'));
  if (!FORM.test(noun ?? '') || !FORM.test(one))
    throw new CommandFailure('npm run new:feature <noun> [its singular]: lower-case words with hyphens, like invoices');
  if (noun === one)
    throw new CommandFailure(
      `${noun} is not a plural that can be told; give the singular, too: npm run new:feature ${noun} <singular>`,
    );
  const banned = parts.find((part) => BANNED.test(part));
  if (banned) throw new CommandFailure(`${banned} says nothing about what the feature is; choose a noun that a user would say`);
  if (TAKEN.has(one))
    throw new CommandFailure(`${one} is a word of the language or of every feature; choose a more telling noun`);
  const words = one.replaceAll('-', ' ');
  return {
    nouns: noun,
    nouns_: noun.replaceAll('-', '_'),
    Nouns: pascal(noun),
    nounsCamel: camel(noun),
    manyWords: noun.replaceAll('-', ' '),
    one,
    One: pascal(one),
    oneCamel: camel(one),
    ONE: one.replaceAll('-', '_').toUpperCase(),
    words,
    one_: `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`,
    One_: `${/^[aeiou]/.test(words) ? 'An' : 'A'} ${words}`,
  };
}
