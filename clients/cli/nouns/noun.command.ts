import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { preparedCall, servedOperations, type ServedOperation } from '../running/operation-call.js';
import { jsonLines } from '../showing/screen.js';
import { listLines } from './list-lines.js';
import { standsFor } from '../unknown-words.js';
import { NOUNS, type Noun } from './noun-names.js';

/** What the noun alone does. */
const BY_ITSELF = ['list', 'month', 'get', 'head'];
/** An option of the program has that name already. */
const RENAMED: Readonly<Record<string, string>> = { url: 'address' };
/** `writ decide` asks, and tells more of the answer. */
const ELSEWHERE = new Set(['decisions.decide']);

/** The operations of one noun as commands: `writ incidents release <id> --reason …` is the operation `incidents.release`. */
export function addNoun(program: Command, noun: Noun): void {
  const operations = servedOperations().filter(({ id }) => id.startsWith(`${NOUNS[noun]}.`) && !ELSEWHERE.has(id));
  const verbs = operations.map(({ id }) => id.slice(id.indexOf('.') + 1));
  const byItself = BY_ITSELF.find((verb) => verbs.includes(verb));
  const group = program.command(noun).description(`${noun.replace('-', ' ')}: ${verbs.map(kebab).join(', ')}`);
  for (const [i, operation] of operations.entries()) {
    const verb = addVerb(group, operation, verbs[i] as string, verbs[i] === byItself);
    if (verbs[i] === byItself) standsFor(group, verb);
  }
}

function addVerb(group: Command, operation: ServedOperation, verb: string, isDefault: boolean): Command {
  const command = group.command(kebab(verb), { isDefault }).description(operation.says);
  const inPath = [...operation.members].filter(([, { in: where }]) => where === 'path').map(([name]) => name);
  for (const name of inPath) command.argument(`<${name}>`);
  const optional = [...operation.members].filter(([name]) => !inPath.includes(name));
  for (const [name, { type, required, says }] of optional) {
    const flag = `--${kebab(RENAMED[name] ?? name)} <${type === undefined || type === 'array' || type === 'object' ? 'json' : type}>`;
    if (required) command.requiredOption(flag, says);
    else command.option(flag, says);
  }
  if (operation.caller === 'agent')
    command.option('--agent-key-file <file>', 'file with the agent key (else WRIT_AGENT_KEY, else .writ/credentials.json)');
  command.action(async (...given: unknown[]) => {
    const options = given[inPath.length] as Readonly<Record<string, string>>;
    const members = [
      ...inPath.map((name, i) => `${name}=${given[i] as string}`),
      ...optional.flatMap(([name]) => {
        const value = options[camel(RENAMED[name] ?? name)];
        return value === undefined ? [] : [`${name}=${value}`];
      }),
    ];
    await carryOut(command, operation, members, options['agentKeyFile']);
  });
  return command;
}

async function carryOut(
  command: Command,
  operation: ServedOperation,
  members: readonly string[],
  keyFile: string | undefined,
): Promise<void> {
  const context = contextOf(command);
  const { path, body } = preparedCall(operation, members);
  const client = operation.caller === 'agent' ? context.agent(keyFile) : context.operator();
  const answer = await client.call(operation.method, path, body);
  context.answer(answer, () =>
    typeof answer === 'string' ? answer.trimEnd().split('\r\n') : (listLines(answer) ?? jsonLines(answer)),
  );
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return kebab(name).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
