import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { SIGNING_ALGORITHMS } from '#libs/policy-signing';
import { Receipt } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import type { ApiClient } from '../session/api-client.js';
import { oneOf } from '../reading/arguments.js';
import { contextOf } from '../context.js';
import { momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { shown } from '../showing/screen.js';
import { readPublicKeyFile, writeKeyFiles } from '../session/signing-key-file.js';
import { pairs, table } from '../showing/table.js';
import { WRIT } from '../started-as.js';

const KeyAnswer = z.looseObject({ keyId: z.string(), ledger: Receipt });
const ListedKey = z.looseObject({
  keyId: z.string(),
  name: z.string(),
  algorithm: z.string(),
  status: z.string(),
  registeredAt: z.string(),
  registeredBy: z.string(),
  retiredAt: z.string().nullable(),
  retiredBy: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  reason: z.string().nullable(),
});
type ListedKey = z.output<typeof ListedKey>;
const ListedKeys = z.looseObject({ items: z.array(ListedKey), nextCursor: z.string().nullable() });

/** `writ policy keys`: which keys may sign policy revisions. Private keys stay in their files. */
export function addPolicyKeys(policy: Command): void {
  const keys = policy.command('keys').description('keys that may sign policy revisions');
  addList(keys);
  addGenerate(keys);
  addRegister(keys);
  addRotate(keys);
  keys
    .command('revoke')
    .description('make every signature by a key bad, from the next decision on')
    .argument('<keyId>')
    .requiredOption('--reason <text>', 'why; recorded')
    .action(async (keyId: string, { reason }: { readonly reason: string }, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().post('/v1/policy-keys/{keyId}/revoke', { path: { keyId }, body: { reason } });
      const { ledger } = understood(KeyAnswer, answer, 'answer');
      context.answer(answer, () => [`revoked ${shown(keyId)}, recorded at position ${ledger.position}`]);
    });
}

function addList(keys: Command): void {
  keys
    .command('list')
    .description('all keys, also those that were given up')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const items = await everyKey(context.operator());
      context.answer({ items }, () => (items.length === 0 ? ['no keys'] : keyTable(items, context.screen.width)));
    });
}

async function everyKey(client: ApiClient): Promise<ListedKey[]> {
  const found: ListedKey[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
    const page = understood(ListedKeys, await client.get('/v1/policy-keys', { query }), 'list of keys');
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

function keyTable(items: readonly ListedKey[], width: number): string[] {
  const columns = ['status', 'algorithm', 'name', 'key id', 'what happened'].map((title) => ({ title }));
  return table(
    columns,
    items.map((key) => [key.status, key.algorithm, key.name, key.keyId, historyOf(key)].map((cell) => shown(cell))),
    { width },
  );
}

function historyOf(key: ListedKey): string {
  const steps = [
    `registered ${momentText(key.registeredAt)} by ${whoIn(key, 'registeredBy') ?? '?'}`,
    key.retiredAt === null ? undefined : `retired ${momentText(key.retiredAt)} by ${whoIn(key, 'retiredBy') ?? '?'}`,
    key.revokedAt === null
      ? undefined
      : `revoked ${momentText(key.revokedAt)} by ${whoIn(key, 'revokedBy') ?? '?'}: ${key.reason}`,
  ];
  return steps.filter((step) => step !== undefined).join(', ');
}

interface GenerateOptions {
  readonly algorithm: string;
  readonly register?: boolean;
  readonly name?: string;
}

function addGenerate(keys: Command): void {
  keys
    .command('generate')
    .description('make a key pair in two new files here; the private key stays in its file')
    .argument('<file>', 'the private key, e.g. release.pem; the public key goes beside it, into release.pub.pem')
    .option('--algorithm <name>', SIGNING_ALGORITHMS.join(', '), 'Ed25519')
    .option('--register', 'register the public key')
    .option('--name <name>', "name to register it under (default: the file's name)")
    .action(async (file: string, options: GenerateOptions, command: Command) => {
      const context = contextOf(command);
      const algorithm = oneOf(options.algorithm, '--algorithm', SIGNING_ALGORITHMS);
      const { privateFile, publicFile, publicKey } = writeKeyFiles(file, algorithm);
      const { keyId, pem } = publicKey;
      const made = { keyId, algorithm, privateFile, publicFile };
      const lines = pairs([
        ['key id', keyId],
        ['private key', `${shown(privateFile)}  (keep it; nobody has a copy)`],
        ['public key', shown(publicFile)],
      ]);
      // The files are worth knowing of, also when the server then says no.
      if (!context.isJson) for (const line of lines) context.screen.print(line);
      const registered = options.register ? await register(context.operator(), options.name ?? nameOf(file), pem) : undefined;
      context.answer({ ...made, ...(registered && { registered }) }, () =>
        registered ? [registeredLine(registered)] : [`next: ${WRIT} policy keys register ${shown(publicFile)}`],
      );
    });
}

function addRegister(keys: Command): void {
  keys
    .command('register')
    .description('let a key sign policy revisions')
    .argument('<public.pem>', 'file with the public key')
    .option('--name <name>', "shown to people (default: the file's name)")
    .action(async (file: string, { name = nameOf(file) }: { readonly name?: string }, command: Command) => {
      const context = contextOf(command);
      const answer = await register(context.operator(), name, readPublicKeyFile(file).pem);
      context.answer(answer, () => [registeredLine(answer)]);
    });
}

function addRotate(keys: Command): void {
  keys
    .command('rotate')
    .description('put a new key in the place of another; what that one signed stays good, and it signs nothing more')
    .argument('<keyId>')
    .argument('<public.pem>', 'file with the new public key')
    .option('--name <name>', "shown to people (default: the old key's name)")
    .action(async (keyId: string, file: string, { name }: { readonly name?: string }, command: Command) => {
      const context = contextOf(command);
      const body = { publicKey: readPublicKeyFile(file).pem, ...(name !== undefined && { name }) };
      const answer = await context.operator().post('/v1/policy-keys/{keyId}/rotate', { path: { keyId }, body });
      const entered = understood(KeyAnswer, answer, 'answer');
      context.answer(answer, () => [`retired ${shown(keyId)}`, registeredLine(entered)]);
    });
}

async function register(client: ApiClient, name: string, publicKey: string): Promise<z.output<typeof KeyAnswer>> {
  return understood(KeyAnswer, await client.post('/v1/policy-keys', { body: { name, publicKey } }), 'answer');
}

function registeredLine({ keyId, ledger }: z.output<typeof KeyAnswer>): string {
  return `registered ${shown(keyId)}, recorded at position ${ledger.position}`;
}

function nameOf(file: string): string {
  return basename(file).replace(/(\.pub)?\.pem$/, '');
}
