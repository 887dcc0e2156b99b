import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Screen {
  readonly isColoured: boolean;
  /** True when stderr is a terminal that can be redrawn. */
  readonly isLive: boolean;
  /** Columns of the terminal, 80 when there is none. */
  readonly width: number;
  print(line: string): void;
  note(line: string): void;
  /** Replaces the live line; an empty text removes it. Only when `isLive`. */
  redraw(text: string): void;
}

export function processScreen(colourWanted: boolean): Screen {
  const { stdout, stderr, env } = process;
  let live = '';
  const clear = (): void => {
    if (live !== '') stderr.write('\r\u001b[K');
  };
  return {
    isColoured: colourWanted && stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    isLive: stderr.isTTY === true && env['TERM'] !== 'dumb',
    get width() {
      // A terminal may not know its size and say 0.
      return stderr.columns || 80;
    },
    print: (line) => {
      clear();
      stdout.write(`${line}\n`);
      stderr.write(live);
    },
    note: (line) => {
      clear();
      stderr.write(`${line}\n${live}`);
    },
    redraw: (text) => {
      clear();
      live = text;
      stderr.write(text);
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
