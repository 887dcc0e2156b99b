import { shown } from './screen.js';

/** One word of a command line that is shown to be copied, whatever is in it. */
export function shellWord(text: string): string {
  const safe = shown(text);
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
