import { styleText } from 'node:util';
import type { Surroundings } from '../surroundings.js';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Screen {
  readonly isColoured: boolean;
  /** True when stderr is a terminal that can be redrawn. */
  readonly isLive: boolean;
  /** Columns of the terminal, 80 when there is none. */
  readonly width: number;
  /** Aborted once nobody takes what is printed any more. */
  readonly unread: AbortSignal;
  print(line: string): void;
  note(line: string): void;
  /** Replaces the live line; an empty text removes it. Only when `isLive`. */
  redraw(text: string): void;
}

export function screenOn({ out, err, env }: Surroundings, colourWanted: boolean): Screen {
  let live = '';
  const clear = (): void => {
    if (live !== '') err.write('\r\u001b[K');
  };
  return {
    isColoured: colourWanted && out.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    isLive: err.isTerminal && env['TERM'] !== 'dumb',
    get width() {
      // A terminal may not know its size and say 0.
      return err.columns || 80;
    },
    unread: out.gone,
    print: (line) => {
      clear();
      out.write(`${line}\n`);
      if (live !== '') err.write(live);
    },
    note: (line) => {
      clear();
      err.write(`${line}\n${live}`);
    },
    redraw: (text) => {
      clear();
      live = text;
      err.write(text);
    },
  };
}

// Control characters and bidirectional overrides: a server, a policy or a file must not steer the user's terminal.
// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from anywhere else, safe to show on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replace(STEERING, '\ufffd');
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
