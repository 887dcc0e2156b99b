import { z } from 'zod';
import { canonicalJson } from '#libs/evidence';
import { parseJson } from '#libs/exact-json';

export const STATEMENT_TYPE = 'writ-policy-revision/1';
export const PAYLOAD_TYPE = 'application/vnd.writ.policy-revision+json';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits or hyphens');

/** What a signature on a policy revision says: which revision of whose policy, by content. */
export const RevisionStatement = z.strictObject({
  type: z.literal(STATEMENT_TYPE),
  tenant: Name,
  policy: Name,
  revision: z.number().int().min(1),
  /** SHA-256 of the canonical JSON of `{data, entrypoint, modules}`, and `tests` when there are some. */
  digest: Sha256,
  /** SHA-256 of the compiled plan, which is what runs. */
  planDigest: Sha256,
  /** SHA-256 of the canonical JSON of the data. */
  dataDigest: Sha256,
  entrypoint: z
    .string()
    .max(200)
    .regex(/^[a-z_][a-z0-9_]*(\/[a-z_][a-z0-9_]*)+$/i, 'must be a rule path such as writ/decision'),
});
export type RevisionStatement = Readonly<z.output<typeof RevisionStatement>>;

/** The one spelling of a statement: its RFC 8785 form in UTF-8. Throws when it is no statement. */
export function statementBytes(statement: RevisionStatement): Buffer {
  return Buffer.from(canonicalJson(RevisionStatement.parse(statement)));
}

/**
 * Hostile bytes: undefined unless they are exactly what `statementBytes` gives. So no member twice, none that this version
 * does not know, and no second spelling that another reader could take for something else.
 */
export function parseStatement(bytes: Buffer): RevisionStatement | undefined {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const { data } = RevisionStatement.safeParse(value);
  return data && statementBytes(data).equals(bytes) ? data : undefined;
}
