import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { usageError } from '../exit.js';
import { preparedCall, servedOperations, type ServedOperation } from '../running/operation-call.js';
import type { ApiClient } from '../session/api-client.js';
import { jsonLines } from '../showing/screen.js';
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
      context.answer(answer, () => (typeof answer === 'string' ? answer.trimEnd().split('\r\n') : jsonLines(answer)));
    });
}

function list(context: Context, operations: readonly ServedOperation[]): void {
  const shownOf = ({ id, says, members }: ServedOperation) => ({ operation: id, says, members: [...members.keys()] });
  context.answer(operations.map(shownOf), () =>
    table(
      [{ title: 'operation' }, { title: 'what it does' }, { title: 'takes' }],
      operations.map(({ id, says, members }) => [id, says, [...members.keys()].join(' ')]),
    ),
  );
}

function clientFor(context: Context, { caller }: ServedOperation, { agentKeyFile }: CallOptions): ApiClient {
  if (caller === 'anyone') return context.public();
  return caller === 'agent' ? context.agent(agentKeyFile) : context.operator();
}
