import { isMoment, momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { jsonLines, shown } from '../showing/screen.js';
import { pairs } from '../showing/table.js';
import { listLines } from './list-lines.js';

type Item = Readonly<Record<string, unknown>>;

/** Documents of somebody else's making: what they say is in how they are written. */
const WRITTEN = new Set([
  'argumentSchema',
  'arguments',
  'changes',
  'data',
  'definition',
  'explanation',
  'facts',
  'input',
  'obligations',
  'result',
]);

/** One thing that the API tells: `name  value` for what is said in a few words, then each part under its name. */
export function detailLines(answer: unknown, width: number): string[] {
  if (!isItem(answer)) return Array.isArray(answer) ? partLines('', answer, width) : [shown(answer)];
  const told = Object.entries(answer).filter(([name, value]) => !isEmpty(value) && !isNameIn(answer, name));
  const rows = told.flatMap(([name, value]): (readonly [string, string])[] => {
    const text = inWords(answer, name, value);
    return text === undefined ? [] : [[name, text]];
  });
  const parts = told.filter(([name, value]) => inWords(answer, name, value) === undefined);
  return [
    ...pairs(rows.map(([name, text]) => [shown(name), text])),
    ...parts.flatMap(([name, value], n) => [
      ...(n === 0 && rows.length === 0 ? [] : ['']),
      shown(name),
      ...partLines(name, value, width - 2).map((line) => (line === '' ? '' : `  ${line}`)),
    ]),
  ];
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** `setByName` is told with `setBy`. */
function isNameIn(item: Item, member: string): boolean {
  return member.endsWith('Name') && Object.hasOwn(item, member.slice(0, -'Name'.length));
}

/** Undefined for what takes lines of its own. */
function inWords(item: Item, name: string, value: unknown): string | undefined {
  const person = typeof item[`${name}Name`] === 'string' ? whoIn(item, name) : undefined;
  if (person !== undefined) return person;
  if (isMoment(value)) return momentText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object' || value === null) return shown(value);
  if (WRITTEN.has(name)) return undefined;
  if (Array.isArray(value)) return value.every(isScalar) ? shown(value.map(String).join(', ')) : undefined;
  if (name === 'ledger') return receiptText(value as Item);
  const entries = Object.entries(value);
  return entries.every(([, each]) => isScalar(each))
    ? shown(entries.map(([key, each]) => `${key} ${String(each)}`).join(', '))
    : undefined;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function receiptText({ position, recordedAt, chain }: Item): string {
  return `position ${shown(position)}, ${momentText(recordedAt)}, chain ${shown(chain)}`;
}

function partLines(name: string, value: unknown, width: number): string[] {
  if (WRITTEN.has(name)) return jsonLines(value);
  if (!Array.isArray(value)) return detailLines(value, width);
  return listLines('', { items: value }, () => '', width) ?? jsonLines(value);
}
