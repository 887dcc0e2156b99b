import type { Command } from 'commander';
import { contextOf, type GlobalOptions } from '../context.js';
import { preparedCall, servedOperations, type ServedOperation } from '../running/operation-call.js';
import { DEPLOYMENT, ownTenant } from '../session/own-tenant.js';
import { shellWord } from '../showing/shell-word.js';
import { WRIT } from '../started-as.js';
import { answerLines } from './answer-lines.js';
import { standsFor } from '../options-at.js';
import { NOUNS, type Noun } from './noun-names.js';

/** What the noun alone does. */
const BY_ITSELF = ['list', 'month', 'get', 'head'];
/** An option of the program has that name already. */
const RENAMED: Readonly<Record<string, string>> = { url: 'address' };
/** Commands of their own making tell more of the answer: `writ decide`, and those of `writ projections` that wait for what they ask. */
const ELSEWHERE = new Set([
  'decisions.decide',
  'invariants.check',
  'invariants.semanticDiff',
  'projections.list',
  'projections.verify',
  'projections.rebuild',
]);

/** The operations of one noun as commands: `writ incidents release <id> --reason …` is the operation `incidents.release`. */
export function addNoun(program: Command, noun: Noun): Command {
  const operations = servedOperations().filter(({ id }) => id.startsWith(`${NOUNS[noun]}.`) && !ELSEWHERE.has(id));
  const verbs = operations.map(({ id }) => id.slice(id.indexOf('.') + 1));
  const byItself = BY_ITSELF.find((verb) => verbs.includes(verb));
  const group = program.command(noun).description(`${noun.replace('-', ' ')}: ${verbs.map(kebab).join(', ')}`);
  for (const [i, operation] of operations.entries()) {
    const verb = addVerb(group, noun, operation, { word: verbs[i] as string, isDefault: verbs[i] === byItself });
    if (verbs[i] === byItself) standsFor(group, verb);
  }
  return group;
}

/** Of a noun that has operations beside commands of its own making, by the words that those commands have. */
export function addVerbs(group: Command, noun: Noun, verbs: Readonly<Record<string, string>>): void {
  for (const operation of servedOperations()) {
    const [of, verb = ''] = operation.id.split('.');
    const word = of === NOUNS[noun] && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (word !== undefined) addVerb(group, noun, operation, { word, isDefault: false });
  }
}

function addVerb(
  group: Command,
  noun: Noun,
  operation: ServedOperation,
  { word, isDefault }: { readonly word: string; readonly isDefault: boolean },
): Command {
  const command = group.command(kebab(word), { isDefault }).description(operation.says);
  const inPath = [...operation.members].filter(([, { in: where }]) => where === 'path').map(([name]) => name);
  const mayBeOwn = isOfTenant(operation) && inPath.length === 1;
  for (const name of inPath)
    if (!isOfTenant(operation) || name !== 'id') command.argument(`<${name}>`);
    else if (mayBeOwn) command.argument('[tenant]', 'the one you signed in to when left out');
    else command.argument('<tenant>');
  if (operation.id === 'tenants.list') command.argument('[tenant]', 'that one alone');
  const optional = [...operation.members].filter(([name]) => !inPath.includes(name));
  for (const [name, { type, required, says }] of optional) {
    const flag = `--${kebab(RENAMED[name] ?? name)} <${type === undefined || type === 'array' || type === 'object' ? 'json' : type}>`;
    if (required) command.requiredOption(flag, says);
    else command.option(flag, says);
  }
  if (operation.caller === 'agent')
    command.option('--agent-key-file <file>', 'file with the agent key (else WRIT_AGENT_KEY, else .writ/credentials.json)');
  command.action(async (...given: unknown[]) => {
    const options = given.at(-2) as Readonly<Record<string, string>>;
    const asked = optional.flatMap(([name]) => {
      const value = options[camel(RENAMED[name] ?? name)];
      return value === undefined ? [] : [{ name, value }];
    });
    const carried = {
      command,
      noun,
      operation,
      inPath,
      given: given.slice(0, inPath.length) as (string | undefined)[],
      asked,
      options,
    };
    const [tenant] = given;
    await carryOut(
      operation.id === 'tenants.list' && typeof tenant === 'string' ? { ...carried, ...ofOneTenant(), given: [tenant] } : carried,
    );
  });
  return command;
}

/** Such as `/v1/tenants/{id}/operators`. */
function isOfTenant({ path }: ServedOperation): boolean {
  return path.startsWith('/v1/tenants/{id}');
}

interface Carried {
  readonly command: Command;
  readonly noun: Noun;
  readonly operation: ServedOperation;
  readonly inPath: readonly string[];
  /** Values for `inPath`. */
  readonly given: readonly (string | undefined)[];
  /** Options with their values, by the names that members have. */
  readonly asked: readonly { readonly name: string; readonly value: string }[];
  readonly options: Readonly<Record<string, string>>;
}

async function carryOut(carried: Carried): Promise<void> {
  const { command, noun, operation, inPath, given, asked, options } = carried;
  const context = contextOf(command);
  const client = operation.caller === 'agent' ? context.agent(options['agentKeyFile']) : context.operator();
  if (operation.id === 'tenants.list' && (await ownTenant(client)) !== DEPLOYMENT)
    return carryOut({ ...carried, ...ofOneTenant() });
  const inPathNow = await Promise.all(inPath.map(async (name, i) => `${name}=${given[i] ?? (await ownTenant(client))}`));
  const { path, body } = preparedCall(operation, [...inPathNow, ...asked.map(({ name, value }) => `${name}=${value}`)]);
  const answer = await client.call(operation.method, path, body);
  // What there is to see of tenants is one.
  const told = operation.id === 'tenants.get' ? { items: [answer] } : answer;
  const named = Object.fromEntries([
    ...inPath.flatMap((name, i) => (given[i] === undefined ? [] : [[name, given[i]] as const])),
    ...asked.map(({ name, value }) => [name, value] as const),
  ]);
  const { id } = operation;
  const { width } = context.screen;
  context.answer(answer, () =>
    answerLines({ id, noun, given: named, answer: told, width, more: (next) => moreOf(carried, noun, next) }),
  );
}

/** All tenants are for the owner of the deployment; everybody else sees one: the own one, unless it is named. */
function ofOneTenant(): Pick<Carried, 'operation' | 'inPath' | 'given' | 'asked'> {
  const operation = servedOperations().find(({ id }) => id === 'tenants.get') as ServedOperation;
  return { operation, inPath: ['id'], given: [undefined], asked: [] };
}

function moreOf({ command, given, asked }: Carried, noun: string, next: string): string {
  const { url, profile } = command.optsWithGlobals<GlobalOptions>();
  const around = Object.entries({ url, profile }).map(([name, value]) =>
    value === undefined ? '' : ` --${name} ${shellWord(value)}`,
  );
  const paging = new Set(['cursor', 'from'].filter((name) => next.startsWith(`--${name} `)));
  const flags = asked
    .filter(({ name }) => !paging.has(name))
    .map(({ name, value }) => ` --${kebab(RENAMED[name] ?? name)} ${shellWord(value)}`);
  const words = given.flatMap((value) => (value === undefined ? [] : [` ${shellWord(value)}`]));
  return `${WRIT} ${noun} ${command.name()}${words.join('')}${[...around, ...flags].join('')} ${next}`;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return kebab(name).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
