// A terminal session as an SVG whose lines appear one after the other; all at once for who wants no motion.
const COLUMNS = 104;
const CHAR = 7.8;
const LINE = 19;
const EDGE = 16;
const BAR = 30;
/** Seconds that a command is looked at before the next one is typed, and between lines of its output. */
const PAUSE = 1.6;
const STEP = 0.06;
const FOREGROUND = '#d7dde5';
const COLOURS = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#76e3ea', 90: '#8b949e' };

export const ESCAPE = String.fromCodePoint(27);
const COLOUR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const COLOUR_ALONE = new RegExp(`^${ESCAPE}\\[([\\d;]*)m$`);

/** `scenes` are `{command, output}`, the output with its escape sequences for colour, which are the only ones drawn. */
export function terminalDrawing(scenes) {
  const rows = timed(scenes);
  const width = Math.ceil(COLUMNS * CHAR + 2 * EDGE);
  const height = BAR + rows.length * LINE + EDGE;
  const lines = rows.map(({ spans, at }, i) => {
    const y = BAR + (i + 1) * LINE - 5;
    return `<text x="${EDGE}" y="${y}" style="animation-delay:${at.toFixed(2)}s">${spans.map(drawn).join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: an agent is allowed a call, an operator stops the tool, the next call is denied, and a forged record is found out">
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:${FOREGROUND};white-space:pre;opacity:0;animation:shown .2s forwards}
@keyframes shown{to{opacity:1}}
@media (prefers-reduced-motion:reduce){text{animation:none;opacity:1}}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
${['#ff5f56', '#ffbd2e', '#27c93f'].map((fill, i) => `<circle cx="${EDGE + 6 + i * 20}" cy="16" r="6" fill="${fill}"/>`).join('')}
${lines.join('\n')}
</svg>
`;
}

function timed(scenes) {
  let at = 0.3;
  const rows = [];
  for (const { command, output } of scenes) {
    for (const [i, text] of wrapped(command).entries())
      rows.push({
        at,
        spans: [
          { text: i === 0 ? '$ ' : '  ', dim: true },
          { text, bold: true },
        ],
      });
    at += 0.7;
    for (const line of output === '' ? [] : output.split('\n')) rows.push({ at: (at += STEP), spans: spansOf(line) });
    rows.push({ at, spans: [] });
    at += PAUSE;
  }
  return rows.slice(0, -1);
}

function wrapped(command) {
  const lines = [''];
  for (const word of command.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > COLUMNS - 2) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) === '' ? '' : ' '}${word}`;
  }
  return lines;
}

/** A line cut into pieces of one look, and at the edge of the terminal. */
function spansOf(line) {
  const spans = [];
  let look = {};
  let left = COLUMNS;
  for (const part of line.split(COLOUR)) {
    const codes = COLOUR_ALONE.exec(part);
    if (codes) look = codes[1].split(';').reduce(lookAfter, look);
    else if (part !== '' && left > 0) {
      spans.push({ text: part.length > left ? `${part.slice(0, left - 1)}…` : part, ...look });
      left -= part.length;
    }
  }
  return spans;
}

function lookAfter(look, code) {
  if (code === '' || code === '0') return {};
  if (code === '1') return { ...look, bold: true };
  if (code === '2') return { ...look, dim: true };
  if (code === '22') return { ...look, bold: false, dim: false };
  if (code === '39') return { ...look, fill: undefined };
  return COLOURS[code] ? { ...look, fill: COLOURS[code] } : look;
}

function drawn({ text, bold, dim, fill }) {
  const colour = dim && !fill ? COLOURS[90] : fill;
  const style = `${colour ? ` fill="${colour}"` : ''}${bold ? ' font-weight="bold"' : ''}`;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<tspan${style}>${escaped}</tspan>`;
}
