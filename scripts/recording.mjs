// npm run recording: runs README's first minute against the Writ that `npm start` runs here, and draws what the terminal showed as docs/images/first-minute.svg.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand } from './lib/steps.mjs';
import { ESCAPE, terminalDrawing } from './lib/terminal-drawing.mjs';

const SCENES = [
  `npx writ decide --tool search_flights --arguments '{"to":"SEA"}'`,
  'npx writ kill --scope tool --target search_flights --reason drill',
  'npx writ decide --tool search_flights',
  'npx writ export -o ledger.ndjson',
  `sed '/DecisionRecorded/s/search_flights/search_hotels_/' ledger.ndjson > forged.ndjson`,
  'npx writ verify forged.ndjson',
  'npx writ restore --scope tool --target search_flights --reason "drill is over"',
];
/** Written by the scenes. */
const LEFT_BEHIND = ['ledger.ndjson', 'forged.ndjson'];

/** All but those for colour. */
const OTHER_SEQUENCES = new RegExp(`${ESCAPE}\\[[\\d;?]*[A-Za-ln-z]`, 'g');

await runCommand(() => {
  if (spawnSync('npx', ['writ', 'status'], { cwd: root }).status !== 0)
    throw new CommandFailure('Writ has to run here: npm start, in another terminal');
  const shown = SCENES.map((command) => ({ command, output: onTerminal(command) }));
  for (const file of LEFT_BEHIND) rmSync(join(root, file), { force: true });
  const folder = join(root, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'first-minute.svg'), terminalDrawing(shown));
  console.log('drawn: docs/images/first-minute.svg');
});

/** What the command writes when it writes to a terminal, colours and all. `script` of util-linux is one. */
function onTerminal(command) {
  const { stdout, error } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm', COLUMNS: '110' },
  });
  if (error) throw new CommandFailure(`script, of util-linux, is not here: ${error.message}`);
  return stdout.trimEnd().split('\n').map(atLast).join('\n');
}

/** A line as it stands in the end, without what moves the cursor or wipes: progress is written over itself. */
function atLast(line) {
  const last = line.replace(/\r+$/, '').split('\r').at(-1);
  return last.replaceAll(OTHER_SEQUENCES, '');
}
