import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { z } from 'zod';
import { verifyDossier, type ChangeDossier } from '#libs/change-dossier';
import { judgementOf, verifyExport } from '#libs/evidence';
import { parseJson } from '#libs/exact-json';
import { contextOf, type Context } from '../../context.js';
import { CommandError, EXIT_NEGATIVE } from '../../exit.js';
import { systemReason } from '../../reading/system-reason.js';
import { readJsonFile } from '../../reading/text-file.js';
import { readPublicKeyFile } from '../../session/signing-key-file.js';
import { shown, styled } from '../../showing/screen.js';
import { pairs } from '../../showing/table.js';
import { dossierLines } from './dossier-lines.js';

interface VerifyOptions {
  readonly key: string;
  readonly export?: string;
}

/** Events that name a dossier, as an export has them. */
const Naming = z.looseObject({
  position: z.number(),
  type: z.enum(['PolicyDossierAttached', 'PolicyPublished']),
  data: z.looseObject({ policy: z.string(), revision: z.number(), dossier: z.string().nullable() }),
});

export function addVerifyDossier(dossier: Command): void {
  dossier
    .command('verify')
    .description('check a dossier offline: 0 = good, 1 = bad, 2 = could not verify')
    .argument('<file>', 'written by `writ policy dossier show --out`')
    .requiredOption('--key <public.pem>', 'the key you trust, from `writ policy dossier key --out`')
    .option('--export <ledger>', 'an export of the ledger, which has to be good and to name this dossier')
    .action(async (file: string, options: VerifyOptions, command: Command) => verify(contextOf(command), file, options));
}

async function verify(context: Context, file: string, { key, export: ledger }: VerifyOptions): Promise<void> {
  const publicKey = readPublicKeyFile(key);
  const found = verifyDossier(readJsonFile(file), new Map([[publicKey.keyId, publicKey]]));
  if (!found.ok) throw new CommandError('DOSSIER_BAD', `bad: ${found.detail}`, EXIT_NEGATIVE);
  const { dossier, digest, keyId } = found;
  const named = ledger === undefined ? undefined : await namedIn(ledger, digest, dossier);
  const { policy, subject, tenant, madeAt, summary, objections } = dossier;
  context.answer({ ok: true, digest, keyId, named, dossier }, () => [
    `${styled(context.screen, 'green', 'good')}: ${shown(policy)} revision ${subject.revision} of tenant ${shown(tenant)}, made ${shown(madeAt)}`,
    ...dossierLines(context.screen, summary, objections),
    ...pairs([
      ['digest', digest],
      ['signed with', keyId],
      ['attached', named && `at position ${named.attached}`],
      ['published', named && (named.published === null ? 'not by this export' : `with it, at position ${named.published}`)],
    ]),
  ]);
}

/** Where the ledger names the dossier. An export that is not good, or does not name it, proves nothing of it. */
async function namedIn(
  file: string,
  digest: string,
  { policy, subject }: ChangeDossier,
): Promise<{ readonly attached: number; readonly published: number | null }> {
  try {
    const result = await verifyExport(createReadStream(file, { highWaterMark: 256 * 1024 }));
    if (judgementOf(result) !== 'good') throw new CommandError('EXPORT_BAD', `${file} is no good export`, EXIT_NEGATIVE);
    let attached: number | undefined;
    let published: number | null = null;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const event = line.includes(digest) ? Naming.safeParse(parseJson(line)).data : undefined;
      if (event?.data.dossier !== digest || event.data.policy !== policy || event.data.revision !== subject.revision) continue;
      if (event.type === 'PolicyPublished') published = event.position;
      else attached ??= event.position;
    }
    if (attached !== undefined) return { attached, published };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${file}: ${systemReason(cause)}`, undefined, { cause });
  }
  throw new CommandError('DOSSIER_NOT_NAMED', `bad: ${file} does not name this dossier`, EXIT_NEGATIVE);
}
