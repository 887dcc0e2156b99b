import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';

const text = z.string().max(512);
const Claims = z.strictObject({ id: text, tenant: text, session: text, agent: text, tool: text, args: text, policy: text });
/** What an approval was given for; `args` and `policy` are digests. */
export type Claims = z.output<typeof Claims>;

const PREFIX = 'wat_';

/**
 * What an approved agent may show for its approval. It says for what it was given, so that whoever shows it for something else
 * learns what does not fit; it is worth nothing once the approval was used, whoever holds it.
 */
@Injectable()
export class ApprovalTokens {
  private readonly key: Buffer;

  constructor(@Inject(CONFIGURATION) { deploymentKey }: Pick<Configuration, 'deploymentKey'>) {
    this.key = Buffer.from(hkdfSync('sha256', deploymentKey, 'writ', 'approval-token', 32));
  }

  /** The same for the same approval. */
  tokenOf(claims: Claims): string {
    const body = Buffer.from(JSON.stringify(Claims.parse(claims))).toString('base64url');
    return `${PREFIX}${body}.${this.seal(body).toString('base64url')}`;
  }

  /** Caller-controlled: undefined for anything that was not made here. */
  claimsIn(token: string): Claims | undefined {
    const [, body, seal, ...more] = /^wat_([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/.exec(token) ?? [];
    if (body === undefined || seal === undefined || more.length > 0) return undefined;
    const given = Buffer.from(seal, 'base64url');
    const own = this.seal(body);
    if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
    return Claims.safeParse(readJson(Buffer.from(body, 'base64url'))).data;
  }

  private seal(body: string): Buffer {
    return createHmac('sha256', this.key).update(body).digest();
  }
}
