/** A kind of local time. */
export interface LocalTime {
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly name: string;
}

/** A day of the year and a time of that day, in seconds. */
interface RuleDay {
  readonly kind: 'J' | 'n' | 'M';
  readonly day: number;
  readonly week: number;
  readonly month: number;
  readonly time: number;
}

/** What holds after the last change that is known: always the same, or summer time between two days of each year. */
export interface ZoneRule {
  readonly standard: LocalTime;
  readonly summer?: LocalTime & { readonly from: RuleDay; readonly to: RuleDay };
}

const NAME = String.raw`(<[^>]+>|[A-Za-z]+)`;
const TIME = String.raw`([+-]?\d+(?::\d+)?(?::\d+)?)`;
const RULE = new RegExp(`^${NAME}${TIME}(?:${NAME}${TIME}?,([^,]+),([^,]+))?$`);

/** Reads the rule at the end of a compiled zone, in the notation of POSIX with its extension to times beyond a day. */
export function zoneRule(text: string): ZoneRule | undefined {
  const [, name, offset, summerName, summerOffset, from, to] = RULE.exec(text) ?? [];
  if (name === undefined) return undefined;
  const standard = { name: bare(name), offset: -seconds(offset!) };
  if (summerName === undefined) return { standard };
  const ahead = summerOffset === undefined ? standard.offset + 3600 : -seconds(summerOffset);
  return { standard, summer: { name: bare(summerName), offset: ahead, from: ruleDay(from!), to: ruleDay(to!) } };
}

function bare(name: string): string {
  return name.replace(/[<>]/g, '');
}

function seconds(text: string): number {
  const [hours, minutes = 0, rest = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours! * 3600 + minutes * 60 + rest);
}

function ruleDay(text: string): RuleDay {
  const [day, time = '2'] = text.split('/') as [string, string?];
  const numbers = day.replace(/^[JM]/, '').split('.').map(Number);
  const at = { time: seconds(time), week: 0, month: 0 };
  if (!day.startsWith('M')) return { ...at, kind: day.startsWith('J') ? 'J' : 'n', day: numbers[0]! };
  return { ...at, kind: 'M', month: numbers[0]!, week: numbers[1]!, day: numbers[2]! };
}

const DAY = 86_400;

/** The moment of a rule's day in a year, as its wall clock would be in UTC. */
function wallMoment(rule: RuleDay, year: number): number {
  const firstDay = Date.UTC(2000, 0, 1) / 1000 + daysBefore(year) * DAY;
  const isLeap = daysBefore(year + 1) - daysBefore(year) === 366;
  if (rule.kind === 'n') return firstDay + rule.day * DAY + rule.time;
  if (rule.kind === 'J') return firstDay + (rule.day - 1 + (isLeap && rule.day >= 60 ? 1 : 0)) * DAY + rule.time;
  const ofMonth = monthStart(rule.month, isLeap);
  const weekday = (((firstDay / DAY + ofMonth + 4) % 7) + 7) % 7;
  let day = ((rule.day - weekday + 7) % 7) + (rule.week - 1) * 7;
  const length = monthStart(rule.month + 1, isLeap) - ofMonth;
  while (day >= length) day -= 7;
  return firstDay + (ofMonth + day) * DAY + rule.time;
}

const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function monthStart(month: number, isLeap: boolean): number {
  return MONTH_STARTS[month - 1]! + (isLeap && month > 2 ? 1 : 0);
}

/** Days from the beginning of 2000 to that of another year. */
function daysBefore(year: number): number {
  const years = year - 2000;
  return years * 365 + Math.ceil(years / 4) - Math.ceil(years / 100) + Math.ceil(years / 400);
}

/** The local time of a moment by a rule, and the seconds between which it holds. */
export function byRule(rule: ZoneRule, at: number): LocalTime & { start: number; end: number } {
  const { standard, summer } = rule;
  if (!summer) return { ...standard, start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  const year = new Date((at + standard.offset) * 1000).getUTCFullYear();
  const changes = [year - 1, year, year + 1]
    .flatMap((of) => [
      { at: wallMoment(summer.from, of) - standard.offset, local: summer as LocalTime },
      { at: wallMoment(summer.to, of) - summer.offset, local: standard },
    ])
    .toSorted((a, b) => a.at - b.at);
  const next = changes.findIndex((change) => change.at > at);
  const { offset, name } = changes[next - 1]!.local;
  return { offset, name, start: changes[next - 1]!.at, end: changes[next]!.at };
}
