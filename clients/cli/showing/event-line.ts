import { clipped, type Screen, shown, styled, styledVerdict } from './screen.js';

type Fields = Readonly<Record<string, unknown>>;

/** Members of an event's data worth a place on its line, in this order. */
const TOLD = ['tool', 'code', 'status', 'rule', 'scope', 'target', 'reason', 'name', 'summary'];
const LONGEST = 60;

/** One event on one line: position, time, type, stream, actor, and what its data says in short. */
export function eventLine(screen: Screen, position: number, event: Fields): string {
  const data = fieldsOf(event['data']);
  const { kind, id } = fieldsOf(event['actor']);
  const verdict = typeof data['verdict'] === 'string' ? [styledVerdict(screen, data['verdict'])] : [];
  // A decision keeps what it was about in its input.
  const facts = { ...fieldsOf(data['input']), ...data };
  const told = TOLD.filter((name) => typeof facts[name] === 'string').map((name) => `${name}=${short(facts[name])}`);
  return [
    styled(screen, 'dim', String(position).padStart(6)),
    styled(screen, 'dim', timeOf(event['at'])),
    styled(screen, 'bold', shown(event['type'] ?? '?')),
    ...verdict,
    ...told,
    styled(screen, 'dim', `${shown(event['stream'] ?? '')} by ${shown(kind ?? '?')} ${shown(id ?? '?')}`),
  ].join('  ');
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Time of day to the millisecond. */
function timeOf(at: unknown): string {
  return typeof at === 'string' ? shown(at).slice(11, 23) : '';
}

function short(value: unknown): string {
  return clipped(shown(value), LONGEST);
}
