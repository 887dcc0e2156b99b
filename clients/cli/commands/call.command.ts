import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { usageError } from '../exit.js';
import { answerLines } from '../nouns/answer-lines.js';
import { preparedCall, servedOperations, type ServedOperation } from '../running/operation-call.js';
import type { ApiClient } from '../session/api-client.js';
import { shellWord } from '../showing/shell-word.js';
import { table } from '../showing/table.js';
import { WRIT } from '../started-as.js';

interface CallOptions {
  readonly agentKeyFile?: string;
}

/** Every operation of the server by its name, so that none has to wait for a command of its own. */
export function addCall(program: Command): void {
  program
    .command('call')
    .description('any operation of the API by its name; without a name, the list of them')
    .argument('[operation]', 'such as agents.register')
    .argument('[members...]', 'name=value; texts as they are, everything else as JSON')
    .option('--agent-key-file <file>', 'for operations of agents (default: WRIT_AGENT_KEY, else the local credentials)')
    .action(async (name: string | undefined, members: readonly string[], options: CallOptions, command: Command) => {
      const context = contextOf(command);
      const operations = servedOperations();
      if (name === undefined) return list(context, operations);
      const operation = operations.find(({ id }) => id === name);
      if (!operation) throw usageError(`there is no operation ${name}; ${WRIT} call lists them`);
      const { path, body } = preparedCall(operation, members);
      const answer = await clientFor(context, operation, options).call(operation.method, path, body);
      context.answer(answer, () =>
        answerLines({
          id: operation.id,
          noun: name.slice(0, name.indexOf('.')),
          given: Object.fromEntries(members.map((text) => text.split(/=(.*)/s, 2))) as Record<string, string>,
          answer,
          width: context.screen.width,
          more: (next) => `${WRIT} call ${[name, ...members].map(shellWord).join(' ')} ${next.replace(/^--(\w+) /, '$1=')}`,
        }),
      );
    });
}

function list(context: Context, operations: readonly ServedOperation[]): void {
  const shownOf = ({ id, says, members }: ServedOperation) => ({ operation: id, says, members: [...members.keys()] });
  context.answer(operations.map(shownOf), () =>
    table(
      [{ title: 'operation' }, { title: 'what it does, and what it takes' }],
      operations.map(({ id, says, members }) => [
        id,
        [says, ...(members.size > 0 ? [`(${[...members.keys()].join(' ')})`] : [])].join(' '),
      ]),
      { width: context.screen.width },
    ),
  );
}

function clientFor(context: Context, { caller }: ServedOperation, { agentKeyFile }: CallOptions): ApiClient {
  if (caller === 'anyone') return context.public();
  return caller === 'agent' ? context.agent(agentKeyFile) : context.operator();
}
