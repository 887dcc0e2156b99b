import { shown } from '../showing/screen.js';
import { shellWord } from '../showing/shell-word.js';
import { WRIT } from '../started-as.js';
import { detailLines } from './detail-lines.js';
import { DONE_SENTENCES, type DoneSentence } from './done-sentences.js';
import { listLines } from './list-lines.js';

type Item = Readonly<Record<string, unknown>>;

export interface Answered {
  /** Of the operation. */
  readonly id: string;
  readonly noun: string;
  /** What it was called with, by the names of its members. */
  readonly given: Readonly<Record<string, string>>;
  readonly answer: unknown;
  readonly width: number;
  /** The command for the next page of a list, from the options that ask for it. */
  more(options: string): string;
}

/** What the API answered, for people: a table as the text it is, a list as a table, what was done as a sentence, anything else in rows. */
export function answerLines(answered: Answered): string[] {
  const { id, noun, answer, width, more } = answered;
  if (typeof answer === 'string') return answer.trimEnd().split('\r\n').map(shown);
  const list = listLines(noun, answer, more, width);
  if (list) return list;
  const done = Object.hasOwn(DONE_SENTENCES, id) ? DONE_SENTENCES[id] : undefined;
  return done && typeof answer === 'object' && answer !== null
    ? doneLines(done, answered, answer as Item)
    : detailLines(answer, width);
}

function doneLines({ says, next }: DoneSentence, { given, width }: Answered, answer: Item): string[] {
  const { ledger, ...told } = answer;
  const rest = Object.fromEntries(Object.entries(told).filter(([name]) => !says.includes(`{${name}`)));
  return [
    `${filled(says, { ...given, ...answer }, shown)}${recordedText(ledger)}`,
    ...detailLines(rest, width),
    ...(next === undefined ? [] : [`next: ${filled(next, { ...given, ...answer }, shellWord)}`]),
  ];
}

/** A receipt that is null says that it was so already. */
function recordedText(ledger: unknown): string {
  if (ledger === undefined) return '';
  const { position } = (ledger ?? {}) as Item;
  return position === undefined ? '; it was so already, and nothing was recorded' : `; recorded at position ${shown(position)}`;
}

/** Empty for what is not known. */
function filled(text: string, members: Item, written: (value: string) => string): string {
  return text.replaceAll(/\{([\w.]+)\}/g, (_, path: string) => {
    if (path === 'writ') return WRIT;
    const value = path
      .split('.')
      .reduce<unknown>(
        (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Item)[key] : undefined),
        members,
      );
    return value === undefined ? '' : written(String(value));
  });
}
