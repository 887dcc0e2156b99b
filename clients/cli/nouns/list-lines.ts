import { z } from 'zod';
import { isMoment, momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { clipped, shown } from '../showing/screen.js';
import { table } from '../showing/table.js';

type Item = Readonly<Record<string, unknown>>;

const List = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())),
  nextCursor: z.string().nullish(),
  nextFrom: z.number().nullish(),
  /** What the people in events are called, by their ids. */
  people: z.record(z.string(), z.string()).optional(),
});

const Label = z.looseObject({ name: z.string(), value: z.string() });
const Actor = z.looseObject({ kind: z.string(), id: z.string() });

/** Characters of a cell; ids and people are never cut. */
const WIDEST = 40;
const UNCUT = /^id$|Id$|By$|^(?:pin|agent|session|tool|actor)$/;
/** Told by `--json`: they say little to whoever looks for something. */
const UNTOLD = new Set(['position', 'digest', 'planDigest', 'dataDigest', 'zone', 'trace']);

/** What is looked at most, in the order in which it is looked at. Other lists have what the API has, as it has it. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  agents: ['id', 'name', 'labels', 'keys', 'registeredAt', 'registeredBy'],
  decisions: ['decisionId', 'ledger', 'agent', 'tool', 'verdict', 'code', 'rule', 'outcome', 'sessionId', 'policy'],
  ledger: ['position', 'at', 'type', 'stream', 'actor'],
  operators: ['id', 'name', 'roles', 'registeredAt', 'registeredBy', 'secretRotatedAt', 'endedAt', 'endedBy', 'clientId'],
  pins: ['pin', 'selector', 'policy', 'expiresAt', 'setBy', 'reason'],
  policies: ['id', 'name', 'active', 'publishedRevision', 'revisions', 'publishedPlan', 'createdAt', 'createdBy'],
  replays: ['id', 'state', 'name', 'plan', 'requestedAt', 'endedAt', 'requestedBy'],
  revisions: ['revision', 'status', 'addedAt', 'addedBy', 'reviewedBy', 'publishedAt', 'publishedBy', 'summary'],
  shadows: ['id', 'state', 'name', 'plan', 'startedAt', 'endedAt', 'why', 'startedBy'],
  tenants: ['id', 'name', 'state', 'createdAt', 'createdBy'],
  sessions: ['id', 'agent', 'openedAt', 'lastAt', 'closedAt', 'decisions', 'allowed', 'tags', 'parentSessionId'],
};
/** Members that are told by a part of them. */
const TITLES: Readonly<Record<string, string>> = { ledger: 'at' };

/**
 * A page as a table: the id first, times to the second, names beside ids. Undefined when the answer is no list. `more` gives the
 * command for the next page, from the options that ask for it; `width` is what there is of the screen.
 */
export function listLines(noun: string, answer: unknown, more: (options: string) => string, width: number): string[] | undefined {
  const list = List.safeParse(answer);
  if (!list.success) return undefined;
  const { nextCursor, nextFrom, people = {} } = list.data;
  const items = list.data.items.map((item) => withActor(item, people));
  if (items.length === 0) return ['none'];
  const members = columnsOf(noun, items);
  const columns = members.map((member) => ({
    title: shown(TITLES[member] ?? member),
    align: isNumeric(items, member) ? ('right' as const) : ('left' as const),
  }));
  const rows = items.map((item) => members.map((member) => cell(item, member)));
  const next = nextCursor ? `--cursor ${shown(nextCursor)}` : nextFrom ? `--from ${nextFrom}` : undefined;
  return [
    ...table(columns, rows, { width }),
    ...(next === undefined ? [] : [`${items.length} shown, there are more: ${more(next)}`]),
  ];
}

/** An event says who acted in two members, and its page what that one is called. */
function withActor(item: Item, people: Readonly<Record<string, string>>): Item {
  const { data: actor } = Actor.safeParse(item['actor']);
  if (!actor) return item;
  const name = Object.hasOwn(people, actor.id) ? { actorName: people[actor.id] } : {};
  return { ...item, actor: name.actorName === undefined ? `${actor.kind} ${actor.id}` : actor.id, ...name };
}

function columnsOf(noun: string, items: readonly Item[]): string[] {
  const all = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const known = Object.hasOwn(COLUMNS, noun) ? (COLUMNS[noun] ?? []) : [];
  const told =
    known.length > 0 ? known.filter((member) => all.includes(member)) : idFirst(all.filter((member) => !UNTOLD.has(member)));
  return told.filter((member) => !isNameOf(member, all) && items.some((item) => cell(item, member) !== ''));
}

function idFirst(members: readonly string[]): string[] {
  return members.includes('id') ? ['id', ...members.filter((member) => member !== 'id')] : [...members];
}

/** `setByName` is told with `setBy`. */
function isNameOf(member: string, all: readonly string[]): boolean {
  return member.endsWith('Name') && all.includes(member.slice(0, -'Name'.length));
}

function isNumeric(items: readonly Item[], member: string): boolean {
  return items.every((item) => item[member] === undefined || item[member] === null || typeof item[member] === 'number');
}

/** Empty for what cannot be told in a few words. */
function cell(item: Item, member: string): string {
  const value = item[member];
  const name = item[`${member}Name`];
  if (typeof name === 'string' && name !== '') return whoIn(item, member) ?? '';
  if (isMoment(value)) return momentText(value);
  const text = textOf(member, value);
  return UNCUT.test(member) ? text : clipped(text, WIDEST);
}

function textOf(member: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return shown(firstLine(value));
  if (typeof value !== 'object') return shown(value);
  if (Array.isArray(value)) {
    if (member === 'keys') return keysText(value);
    return value.every((each) => typeof each === 'string') ? shown(value.join(', ')) : '';
  }
  return partText(member, value as Item);
}

/** Of a text of several lines, such as a module of Rego, a cell has room for one. */
function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split(/\r?\n/);
  return more.length === 0 ? first : `${first} …`;
}

/** What a member that has members of its own is known by. */
function partText(member: string, value: Item): string {
  if (member === 'ledger') return momentText(value['recordedAt'] ?? '');
  if (member === 'policy') return shown(`${String(value['id'])}@${String(value['revision'])}`);
  if (member === 'plan') return planText(value);
  if (member === 'selector') return selectorText(value);
  if (member === 'outcome') return shown(value['status'] ?? '');
  const entries = Object.entries(value);
  const isFlat = entries.length <= 6 && entries.every(([, each]) => typeof each === 'string' || typeof each === 'number');
  return isFlat ? shown(entries.map(([name, each]) => `${name}=${String(each)}`).join(', ')) : '';
}

function keysText(keys: readonly unknown[]): string {
  const ended = keys.filter((key) => (key as Item | null)?.['revokedAt']).length;
  return `${keys.length - ended} good${ended > 0 ? `, ${ended} ended` : ''}`;
}

/** Whom a pin is for: `agent=a`, or `label team=post`. */
function selectorText({ label, ...named }: Item): string {
  const { data } = Label.safeParse(label);
  const texts = Object.entries(named).map(([name, value]) => `${name}=${String(value)}`);
  return shown([...texts, ...(data ? [`label ${data.name}=${data.value}`] : [])].join(', '));
}

/** What a replay asks of which positions; a shadow has no last one. */
function planText({ from, to, candidate, share }: Item): string {
  const { id, revision } = (candidate ?? {}) as Item;
  const by = id === undefined ? 'their own policies' : revision === 0 ? 'a draft' : `${String(id)}@${String(revision)}`;
  if (share !== undefined) return shown(`${String(share)} % from ${String(from)} on by ${by}`);
  return shown(`${String(from)} to ${String(to)} by ${by}`);
}
