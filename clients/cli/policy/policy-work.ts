import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type PolicySource, type ToolOptions, DEFAULT_ENTRYPOINT } from '#libs/policy-toolchain';
import { installedFile } from '../installed-files.js';
import { type Context, contextOf } from '../context.js';
import { readJsonFile } from '../reading/text-file.js';
import { readPolicyFolder } from './policy-folder.js';
import { checkedRevision, type RevisionText } from './revision-text.js';

type InputSchema = NonNullable<PolicySource['data']>;

/** A policy folder as a tool command works on it. */
export interface PolicyWork {
  readonly context: Context;
  readonly folder: string;
  /** Whether it is a revision on the server: there is no file to write then. */
  readonly isStored: boolean;
  readonly source: PolicySource;
  /** Every Rego file, tests included. */
  readonly files: Readonly<Record<string, string>>;
  /** OPA_BIN names another compiler. */
  readonly tools: ToolOptions;
  /** Schema of the input, from the file the user named or the shipped one. */
  inputSchema(): InputSchema;
}

export interface SourceOptions {
  readonly entrypoint: string;
  readonly schema?: string;
}

/** Wall time of one tool, in milliseconds: a person waits, not a server. */
const PATIENCE_MS = 60_000;

const SHIPPED_SCHEMA = installedFile('docs/reference/decision-input.schema.json');

/** The schema of what a policy is asked with, generated from the decision events; undefined when this copy has no references. */
function shippedSchema(): InputSchema | undefined {
  return existsSync(SHIPPED_SCHEMA) ? (JSON.parse(readFileSync(SHIPPED_SCHEMA, 'utf8')) as InputSchema) : undefined;
}

/** `refunds@3`: revision 3 of the policy refunds, on the server. */
const REVISION = /^([a-z0-9][a-z0-9-]{0,62})@([1-9]\d{0,6})$/;

/** What a command works on: a folder, or a revision on the server when no folder has that name. */
export async function workOn(command: Command, folder: string, options: SourceOptions): Promise<PolicyWork> {
  const context = contextOf(command);
  const [, id, number] = existsSync(folder) ? [] : (REVISION.exec(folder) ?? []);
  const stored = id === undefined ? undefined : await revisionOf(context, id, Number(number));
  const { modules, tests = {}, data } = stored ?? readPolicyFolder(folder);
  const entrypoint = stored?.entrypoint ?? options.entrypoint;
  const opaBin = context.env['OPA_BIN'];
  return {
    context,
    tools: { compiler: { limits: { timeMs: PATIENCE_MS }, ...(opaBin && { opaBin }) } },
    folder,
    isStored: stored !== undefined,
    source: { modules, tests, entrypoint, ...(data !== undefined && { data: data as InputSchema }) },
    files: { ...modules, ...tests },
    inputSchema: () =>
      options.schema === undefined
        ? (shippedSchema() ?? true)
        : (readJsonFile(options.schema, { skipByteOrderMark: true }) as InputSchema),
  };
}

async function revisionOf(context: Context, id: string, number: number): Promise<RevisionText> {
  const path = { id, revision: number };
  return checkedRevision(await context.operator().get('/v1/policies/{id}/revisions/{revision}', { path }), id, number);
}

/** A command on a policy folder, the current one unless another is named. */
export function policyTool(policy: Command, name: string, description: string): Command {
  return policy
    .command(name)
    .description(description)
    .argument('[folder]', 'folder with *.rego and data.json, or a revision on the server such as refunds@3', '.')
    .option('--entrypoint <path>', 'rule that decides', DEFAULT_ENTRYPOINT);
}

/** For the commands that look at what the policy reads from its input. */
export function withSchema(command: Command): Command {
  return command.option('--schema <file>', 'JSON schema of the input (default: the one of decisions)');
}

type Action<O> = (work: PolicyWork, options: O) => Promise<void>;

/** What commander calls: reads the folder, then works on it. */
export function working<O>(action: Action<O & SourceOptions>) {
  return async (folder: string, options: O & SourceOptions, command: Command): Promise<void> =>
    action(await workOn(command, folder, options), options);
}
