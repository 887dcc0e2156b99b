import { type Screen, shown, styled, styledVerdict } from '../../cli/showing/screen.js';
import type { DecisionAnswer } from '../../contract/answers.js';

const WIDTH = 96;
const VERDICT_WIDTH = 17;

/** What is read while the story goes on. */
export class Teller {
  private chapters = 0;

  constructor(private readonly screen: Screen) {}

  chapter(title: string): void {
    this.screen.print('');
    this.screen.print(styled(this.screen, 'bold', `${(this.chapters += 1)}  ${title}`));
  }

  says(text: string): void {
    for (const line of wrapped(text, WIDTH)) this.screen.print(`   ${line}`);
  }

  /** One call, and what was ruled of it. */
  ruled(tool: string, given: Readonly<Record<string, unknown>>, { verdict, code, rule, reason, ledger }: DecisionAnswer): void {
    const call = shown(`${tool}(${Object.values(given).map(glance).join(', ')})`);
    const blanks = ' '.repeat(Math.max(1, VERDICT_WIDTH - verdict.length));
    this.screen.print(`   ${styledVerdict(this.screen, verdict)}${blanks}${call}`);
    const why = `${code}, ${rule}: ${reason} · ledger ${ledger.position}`;
    this.screen.print(styled(this.screen, 'dim', `   ${' '.repeat(VERDICT_WIDTH)}${shown(why)}`));
  }

  /** Somebody else's doing. */
  does(who: string, what: string): void {
    this.screen.print(`   ${shown(who)}: ${shown(what)}`);
  }
}

function glance(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
