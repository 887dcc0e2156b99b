import { Command, CommanderError, type Option } from 'commander';
import { addGroups, commandWords, type CommandGroup } from './command-groups.js';
import { usageError } from './exit.js';
import { ownPackage } from './installed-files.js';
import { NOUNS, type Noun } from './nouns/noun-names.js';
import { processSurroundings, surround, type Surroundings } from './surroundings.js';

const ENVIRONMENT = `
Environment: WRIT_URL, WRIT_PROFILE, WRIT_AGENT_KEY, WRIT_CLIENT_SECRET, NO_COLOR, WRIT_HOME (folder of credentials.json, default ./.writ;
  where it is set, of the profiles, too, which are in the user's folder for settings otherwise).
Exit codes: 0 done; 1 the answer is no (denied, refused, not good); 2 not done (usage, no connection, nothing to judge).
Whoever reads the output, or stops reading it, has no say in that; output that cannot be written (a full disk) is 2.`;

const GROUPS: readonly CommandGroup[] = [
  { names: ['login'], load: async () => (await import('./commands/login.command.js')).addLogin },
  { names: ['logout'], load: async () => (await import('./commands/logout.command.js')).addLogout },
  { names: ['whoami'], load: async () => (await import('./commands/whoami.command.js')).addWhoami },
  { names: ['token'], load: async () => (await import('./session/token.command.js')).addToken },
  { names: ['profiles'], load: async () => (await import('./commands/profiles.command.js')).addProfiles },
  { names: ['status'], load: async () => (await import('./commands/status.command.js')).addStatus },
  { names: ['decide'], load: async () => (await import('./commands/decide.command.js')).addDecide },
  { names: ['explain'], load: async () => (await import('./commands/explain.command.js')).addExplain },
  { names: ['tail'], load: async () => (await import('./commands/tail.command.js')).addTail },
  { names: ['run'], load: async () => (await import('./commands/run.command.js')).addRun },
  { names: ['export'], load: async () => (await import('./commands/export.command.js')).addExport },
  { names: ['verify'], load: async () => (await import('./commands/verify.command.js')).addVerify },
  { names: ['prove-policy'], load: async () => (await import('./policy/proving/prove-policy.command.js')).addProvePolicy },
  { names: ['policy'], load: async () => (await import('./policy/policy.command.js')).addPolicy },
  {
    names: ['kill', 'restore', 'pause', 'resume'],
    load: async () => (await import('./commands/controls.command.js')).addControls,
  },
  { names: ['replay'], load: async () => (await import('./replays/replay.command.js')).addReplay },
  { names: ['shadow'], load: async () => (await import('./shadows/shadow.command.js')).addShadow },
  { names: ['approvals'], load: async () => (await import('./commands/approvals.command.js')).addApprovals },
  { names: ['projections'], load: async () => (await import('./projections/projections.command.js')).addProjections },
  ...(Object.keys(NOUNS) as Noun[])
    .filter((noun) => noun !== 'projections')
    .map((noun): CommandGroup => ({
      names: [noun],
      load: async () => {
        const { addNoun } = await import('./nouns/noun.command.js');
        return (program) => void addNoun(program, noun);
      },
    })),
  {
    names: ['completion'],
    load: async () => {
      const { addCompletion } = await import('./commands/completion.command.js');
      return (program) => addCompletion(program, () => writProgram());
    },
  },
  { names: ['call'], load: async () => (await import('./commands/call.command.js')).addCall },
];

/** The program with the command that `args` name, or with every command when they name none. */
export async function writProgram(
  surroundings: Surroundings = processSurroundings(),
  args: readonly string[] = [],
): Promise<Command> {
  const program = new Command('writ')
    .description('Decide, record and prove what AI agents do.')
    .version(ownPackage().version, '--version', 'the version of this command')
    .option('--url <url>', 'server (default: WRIT_URL, else the local credentials, else http://127.0.0.1:7420)')
    .option(
      '--profile <name>',
      'a server and a person there, from writ login --profile (default: WRIT_PROFILE, writ profiles use)',
    )
    .option('--json', 'one JSON document, or one per line, on stdout')
    .option('--no-color', 'plain text')
    .addHelpText('after', ENVIRONMENT)
    .showHelpAfterError('(add --help for how to use it)')
    .exitOverride();
  // Before the commands are added: each takes the settings of the program as they are then.
  surround(program, surroundings, args);
  // Which version this is, no command has a say in.
  if (args[0] !== '--version') await addGroups(program, GROUPS, commandWords(args));
  refuseSlips(program, []);
  return program;
}

/**
 * Of two values for one option none is the one that was meant, and an option where a value should be is a forgotten value:
 * commander takes the last, and the option.
 */
function refuseSlips(command: Command, inherited: readonly Option[]): void {
  const known = [...inherited, ...command.options];
  const flags = new Set(known.flatMap(({ long, short }) => [long, short]));
  for (const option of command.options.filter(({ required }) => required)) {
    let isGiven = false;
    command.on(`option:${option.name()}`, (value: string) => {
      if (flags.has(value)) throw usageError(`${option.long} needs a value: ${value} is another option`);
      if (isGiven && !option.variadic) throw usageError(`${option.long} is given twice`);
      isGiven = true;
    });
  }
  for (const inner of command.commands) refuseSlips(inner, known);
}

/** True for --help and the like: commander ends them by throwing too. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
