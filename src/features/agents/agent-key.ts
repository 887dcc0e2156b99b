import { BoundedMap } from '#libs/bounded';
import type { CommandContext } from '#libs/event-sourcing';
import type { MadeSecrets } from '#platform/auth/made-secrets';
import { hashSecret } from '#platform/auth/secret-hash';

/** What a key says about itself, before anything is proved. */
export interface KeyClaim {
  readonly tenant: string;
  readonly agent: string;
  readonly keyId: string;
  readonly secret: string;
}

const KEY = /^wrk_[A-Za-z0-9_-]{4,400}_[0-9a-f]{64}$/;
const [BEFORE_ID, SECRET_DIGITS] = ['wrk_'.length, 64];
const NAMES = /^([a-z0-9][a-z0-9-]{1,62})\/([A-Za-z0-9][A-Za-z0-9_.:-]{0,127})\/([0-9a-f]{16})$/;

/** `wrk_<base64url of tenant/agent/key id>_<secret>`: the id says where to look, only the secret proves anything. */
export function makeKey(
  secrets: Pick<MadeSecrets, 'bytes'>,
  context: CommandContext,
  agent: string,
): { key: string; keyId: string; secretHash: string } {
  const { tenant } = context;
  const keyId = secrets.bytes(context, 'agent-key-id', 8).toString('hex');
  const secret = secrets.bytes(context, 'agent-key', 32).toString('hex');
  const id = Buffer.from(`${tenant}/${agent}/${keyId}`).toString('base64url');
  return { key: `wrk_${id}_${secret}`, keyId, secretHash: hashSecret(secret) };
}

type Names = Omit<KeyClaim, 'secret'>;

/** By the ids of keys, which are no secret. */
const recent = new BoundedMap<string, Names>(2_000);

/** Caller-controlled text: undefined unless it has exactly the form that `makeKey` gives. */
export function parseKey(text: string): KeyClaim | undefined {
  if (!KEY.test(text)) return undefined;
  const id = text.slice(BEFORE_ID, -SECRET_DIGITS - 1);
  const names = recent.get(id) ?? namesIn(id);
  if (!names) return undefined;
  const { tenant, agent, keyId } = names;
  return { tenant, agent, keyId, secret: text.slice(-SECRET_DIGITS) };
}

function namesIn(id: string): Names | undefined {
  const [, tenant, agent, keyId] = NAMES.exec(Buffer.from(id, 'base64url').toString()) ?? [];
  if (tenant === undefined || agent === undefined || keyId === undefined) return undefined;
  const names = { tenant, agent, keyId };
  // A copy: a part of a text keeps the whole of it in memory, and its secret with it.
  recent.set(Buffer.from(id, 'latin1').toString('latin1'), names);
  return names;
}
