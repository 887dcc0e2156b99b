import { compiled, page } from './sources.mjs';

const WIDTH = 110;
const INTRODUCTION = 'Run it as `npx writ` in the repository. What follows is what `--help` says.';

function helpOf(command) {
  let text = '';
  command
    .configureHelp({ helpWidth: WIDTH })
    .configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => WIDTH, getOutHasColors: () => false });
  command.outputHelp();
  return text.trimEnd();
}

function sections(command, path) {
  const own = ['', `${'#'.repeat(Math.min(path.length + 1, 4))} ${path.join(' ')}`, '', '```text', helpOf(command), '```'];
  const children = command.commands.filter((child) => child.name() !== 'help');
  return [...own, ...children.flatMap((child) => sections(child, [...path, child.name()]))];
}

export async function cliReference() {
  const { writProgram } = await compiled('clients/cli/program');
  return [
    [
      'docs/reference/cli.md',
      page('The writ command', 'clients/cli', [INTRODUCTION, ...sections(await writProgram(), ['writ'])]),
    ],
  ];
}
