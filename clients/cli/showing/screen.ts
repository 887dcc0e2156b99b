import { styleText } from 'node:util';
import { shown } from '../../contract/shown-text.js';
import type { Output } from './output.js';

export { jsonLines, jsonText, shown } from '../../contract/shown-text.js';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Screen {
  readonly isColoured: boolean;
  /** True when stderr is a terminal that can be redrawn. */
  readonly isLive: boolean;
  /** Columns of the terminal, of the variable COLUMNS where there is none, else 80. */
  readonly width: number;
  /** Aborted once nobody takes what is printed any more. */
  readonly unread: AbortSignal;
  print(line: string): void;
  note(line: string): void;
  /** Replaces the live line; an empty text removes it. Only when `isLive`. */
  redraw(text: string): void;
}

interface Outputs {
  readonly out: Output;
  readonly err: Output;
  readonly env: NodeJS.ProcessEnv;
}

export function screenOn({ out, err, env }: Outputs, colourWanted: boolean): Screen {
  let live = '';
  const clear = (): void => {
    if (live !== '') err.write('\r\u001b[K');
  };
  return {
    isColoured: colourWanted && out.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    isLive: err.isTerminal && env['TERM'] !== 'dumb',
    get width() {
      // A terminal may not know its size and say 0.
      return err.columns || Number(/^[1-9]\d{1,4}$/.exec(env['COLUMNS'] ?? '')?.[0] ?? 80);
    },
    unread: out.gone,
    print: (line) => {
      clear();
      out.write(`${oneLine(line)}\n`);
      if (live !== '') err.write(live);
    },
    note: (line) => {
      clear();
      err.write(`${oneLine(line)}\n${live}`);
    },
    redraw: (text) => {
      clear();
      live = oneLine(text);
      err.write(live);
    },
  };
}

/** What `styled` puts around a text. */
// oxlint-disable-next-line no-control-regex
const STYLES = /(\u001b\[\d{1,3}(?:;\d{1,3})*m)/;

/** One line, whatever somebody forgot to show safely. */
function oneLine(line: string): string {
  return line
    .split(STYLES)
    .map((part, index) => (index % 2 === 1 ? part : shown(part)))
    .join('');
}

/** The beginning of a text, never with half a character at its end. */
export function clipped(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const part = text.slice(0, longest - 1);
  return `${part.isWellFormed() ? part : part.slice(0, -1)}…`;
}

export function styled(screen: Screen, style: Style, text: string): string {
  return screen.isColoured ? styleText(style, text, { validateStream: false }) : text;
}

const VERDICT_STYLES: Record<string, Style> = {
  ALLOW: 'green',
  MODIFY: 'cyan',
  REQUIRE_APPROVAL: 'yellow',
  DEFER: 'blue',
  DENY: 'red',
};

export function styledVerdict(screen: Screen, verdict: string): string {
  return styled(screen, VERDICT_STYLES[verdict] ?? 'bold', shown(verdict));
}
