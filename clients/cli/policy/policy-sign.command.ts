import type { Command } from 'commander';
import { z } from 'zod';
import { signStatement, RevisionStatement, STATEMENT_TYPE } from '#libs/policy-signing';
import { buildPolicy } from '#libs/policy-toolchain';
import { Receipt } from '../../contract/answers.js';
import { understood, type Unread } from '../../contract/reading.js';
import { wholeNumber } from '../reading/arguments.js';
import { type Context, contextOf } from '../context.js';
import { CommandError, EXIT_NEGATIVE } from '../exit.js';
import { ownTenant } from '../session/own-tenant.js';
import { findingText } from './policy-findings.js';
import { readPolicyFolder } from './policy-folder.js';
import { checkedRevision, folderDifferences, type RevisionText } from './revision-text.js';
import { shown } from '../showing/screen.js';
import { readPrivateKeyFile } from '../session/signing-key-file.js';
import { pairs } from '../showing/table.js';
import { FORCE, writeNew, type Forced } from '../writing.js';

/** Wall time of compiling, in milliseconds: a person waits. */
const PATIENCE_MS = 60_000;

/** Null when the revision carries this signature already. */
const SignedAnswer = z.looseObject({ ledger: Receipt.nullable() });

interface SignOptions extends Forced {
  readonly key: string;
  readonly folder?: string;
  readonly out?: string;
  readonly rebuild: boolean;
}

export function addPolicySign(policy: Command): void {
  policy
    .command('sign')
    .description('sign a revision with a private key that stays here, after checking what is signed')
    .argument('<id>')
    .argument('<revision>')
    .requiredOption('--key <private.pem>', 'file with the private key')
    .option('--folder <folder>', 'the policy as you know it: refuses when the revision holds anything else')
    .option('--out <file>', 'write the envelope there instead of sending it')
    .option(...FORCE)
    .option('--no-rebuild', 'take the digest of the compiled plan at its word, without compiling here')
    .action(async (id: string, revision: string, options: SignOptions, command: Command) => {
      await sign(contextOf(command), id, wholeNumber(revision, 'revision', 1), options);
    });
}

async function sign(context: Context, id: string, number: number, options: SignOptions): Promise<void> {
  const { privateKey, publicKey } = readPrivateKeyFile(options.key);
  const client = context.operator();
  const path = { id, revision: number };
  const revision = checkedRevision(await client.get('/v1/policies/{id}/revisions/{revision}', { path }), id, number);
  if (options.folder !== undefined) compareFolder(revision, options.folder);
  if (options.rebuild) await comparePlan(revision, context.env['OPA_BIN']);
  const statement = statementOf(await ownTenant(client), revision);
  const envelope = signStatement(statement, privateKey);
  const answer =
    options.out === undefined
      ? await client.post('/v1/policies/{id}/revisions/{revision}/signatures', { path, body: { envelope } })
      : undefined;
  if (options.out !== undefined) writeNew([[options.out, `${JSON.stringify(envelope, null, 2)}\n`]], options);
  const ledger = answer && understood(SignedAnswer, answer, 'answer').ledger;
  const { keyId, algorithm } = publicKey;
  context.answer({ keyId, statement, envelope, ...(answer !== undefined && { answer }) }, () =>
    pairs([
      ['signed', `${shown(id)} revision ${number} of tenant ${shown(statement.tenant)}`],
      ['with', `${keyId} (${algorithm})`],
      ['digest', `${statement.digest}  computed here from the text`],
      ['plan', `${statement.planDigest}  ${options.rebuild ? 'compiled here' : 'as the server says'}`],
      ['data', statement.dataDigest],
      ['decides by', statement.entrypoint],
      ['folder', options.folder === undefined ? undefined : `${shown(options.folder)} holds the same`],
      [
        'envelope',
        options.out === undefined
          ? ledger
            ? `recorded at position ${ledger.position}`
            : 'was recorded before'
          : shown(options.out),
      ],
    ]),
  );
}

function statementOf(tenant: string, revision: RevisionText): RevisionStatement {
  const { policy, revision: number, digest, planDigest, dataDigest, entrypoint } = revision;
  const statement = { type: STATEMENT_TYPE, tenant, policy, revision: number, digest, planDigest, dataDigest, entrypoint };
  return understood(RevisionStatement, statement as Unread<RevisionStatement>, 'revision');
}

function compareFolder(revision: RevisionText, folder: string): void {
  const differences = folderDifferences(revision, readPolicyFolder(folder));
  if (differences.length > 0)
    throw new CommandError('FOLDER_DIFFERS', `${folder} is not this revision: ${differences.join(', ')}`, EXIT_NEGATIVE);
}

/** What decides is the plan, not the text: a plan that the text does not compile to must not get a signature. */
async function comparePlan(revision: RevisionText, opaBin: string | undefined): Promise<void> {
  const { modules, tests = {}, data, entrypoint, compiler, planDigest } = revision;
  type Source = Parameters<typeof buildPolicy>[0];
  const source = { modules, tests, data: data as Exclude<Source['data'], undefined>, entrypoint };
  const built = await buildPolicy(source, { compiler: { limits: { timeMs: PATIENCE_MS }, ...(opaBin && { opaBin }) } });
  if (!built.ok) {
    const why = built.findings.map((finding) => `${finding.code}: ${findingText(finding, opaBin)}`).join('; ');
    throw new CommandError('PLAN_NOT_CHECKED', `cannot compile the revision here (${why}); --no-rebuild signs without`);
  }
  const { planDigest: here, opaVersion } = built.built;
  if (here === planDigest) return;
  const versions = `the server compiled it with ${compiler}, this is opa ${opaVersion}`;
  const text = `the text compiles to another plan here (${versions}; OPA_BIN names another compiler)`;
  throw new CommandError('PLAN_DIFFERS', text, EXIT_NEGATIVE);
}
