import { z } from 'zod';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';

export const DOSSIER_TYPE = 'writ-change-dossier/1';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const count = z.number().int().min(0);

/** A revision by content. */
const Content = z.strictObject({
  revision: z.number().int().min(1),
  digest: Sha256,
  planDigest: Sha256,
  dataDigest: Sha256,
  entrypoint: z.string().max(200),
});

/** The few words of each part that a reader wants first; null where the part is not there. */
const Summary = z.strictObject({
  tests: z
    .strictObject({
      passed: count,
      failed: count,
      coverage: z.number().describe('0 to 1.'),
      score: z.number().describe('0 to 100.'),
    })
    .nullable(),
  structure: z.strictObject({ added: count, removed: count, changed: count }).describe('Of rules and data.').nullable(),
  meaning: z.string().max(200).describe('How the revision is to the one it is compared with.').nullable(),
  invariants: z.strictObject({ held: count, refuted: count, open: count }).nullable(),
  history: z
    .strictObject({
      mode: z.string().max(40),
      from: count,
      to: count,
      decisions: count,
      differences: count,
      critical: count,
      high: count,
      diverged: count,
      decidedBy: z
        .array(
          z.strictObject({
            policy: z.string().max(63).nullable(),
            revision: z.number().int().min(0).nullable(),
            decisions: count,
            from: count,
            to: count,
          }),
        )
        .max(100)
        .optional()
        .describe(
          'Which revisions decided what was recorded; null where a call was stopped before any was asked. Not of a history that was brought.',
        ),
    })
    .nullable(),
  shadow: z
    .strictObject({
      state: z.string().max(40),
      decisions: count,
      differences: count,
      critical: count,
      high: count,
      diverged: count,
    })
    .nullable(),
});

/** What is known of the step from one revision of a policy to another, put together at one moment. */
export const ChangeDossier = z.strictObject({
  type: z.literal(DOSSIER_TYPE),
  tenant: z.string().max(63),
  policy: z.string().max(63),
  subject: Content,
  against: Content.nullable().describe('The published revision at that moment; null when none was.'),
  madeAt: z.iso.datetime(),
  madeBy: z.string().max(200),
  engine: z.string().max(200).describe('Build of the policy engine that looked.'),
  summary: Summary,
  objections: z.array(z.string().max(500)).max(100).describe('What speaks against the change by the rules of the tenant.'),
  parts: z.record(z.string().max(40), z.unknown()).describe('Each as the question it answers is answered on its own.'),
});
export type ChangeDossier = z.output<typeof ChangeDossier>;

/** The one spelling of a dossier: its RFC 8785 form in UTF-8. Throws when it is none. */
export function dossierBytes(dossier: ChangeDossier): Buffer {
  return Buffer.from(canonicalJson(ChangeDossier.parse(dossier) as unknown as Json));
}

/** Hostile bytes: undefined unless they are exactly what `dossierBytes` gives. */
export function parseDossier(bytes: Buffer): ChangeDossier | undefined {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const { data } = ChangeDossier.safeParse(value);
  return data && dossierBytes(data).equals(bytes) ? data : undefined;
}

/** What a ledger knows a dossier by: SHA-256 of its canonical JSON. */
export function dossierDigest(dossier: ChangeDossier): string {
  return digestOf(dossierBytes(dossier).toString('utf8'));
}
