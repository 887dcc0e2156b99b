import { SignJWT } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { newId } from '#libs/event-ids';
import { z } from 'zod';
import type { Configuration } from '#platform/config/configuration';
import { ROLES } from '#libs/operations';
import type { OperatorPrincipal } from './principal.js';
import type { SigningKeys } from './signing-keys.js';

const Claims = z.object({
  sub: z.string().min(1),
  tenant: z.string().min(1),
  roles: z.array(z.enum(ROLES)),
  use: z.literal('access'),
  exp: z.number(),
  gen: z.number().int().min(0).default(0),
});

/** Whether an operator whose token is good still is. The operators feature provides it. */
export abstract class OperatorStanding {
  /** What the token proves now, roles included: undefined once its operator was ended or has had another secret since. */
  abstract recheck(claimed: OperatorPrincipal): Promise<OperatorPrincipal | undefined>;
}

/** What Strategy calls back on; passport normally adds these to a copy of the strategy. */
interface Verification {
  success(principal: OperatorPrincipal): void;
  fail(reason?: unknown): void;
  error(error: Error): void;
  authenticate(request: { headers: { authorization: string } }): void;
}

/** Operator access tokens: ES256 JWTs, 15 minutes by default. That its operator is still the one it was is OperatorStanding's to say. */
export class OperatorTokens {
  private readonly issuer: string;
  private readonly strategy: Strategy;

  constructor(
    private readonly keys: SigningKeys,
    private readonly configuration: Configuration,
  ) {
    this.issuer = `writ:${configuration.WRIT_DEPLOYMENT}`;
    this.strategy = new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        // The algorithm is pinned here; what the token's own header asks for is never used.
        algorithms: ['ES256'],
        issuer: this.issuer,
        audience: this.issuer,
        secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: string) => void) => {
          this.keyFor(token).then(
            (key) => done(key ? null : new Error('unknown kid'), key),
            (cause: unknown) => done(new KeyLookupFault('signing keys cannot be read', { cause })),
          );
        },
      },
      (payload: unknown, done: (error: unknown, principal?: OperatorPrincipal | false) => void) => {
        const claims = Claims.safeParse(payload);
        if (!claims.success) return done(null, false);
        done(null, {
          kind: 'operator',
          tenant: claims.data.tenant,
          id: claims.data.sub,
          roles: claims.data.roles,
          expiresAt: claims.data.exp * 1000,
          generation: claims.data.gen,
        });
      },
    );
  }

  async issue(principal: OperatorPrincipal): Promise<{ accessToken: string; expiresIn: number }> {
    const key = await this.keys.current();
    const expiresIn = this.configuration.WRIT_ACCESS_TOKEN_SECONDS;
    const { tenant, roles, generation = 0 } = principal;
    const accessToken = await new SignJWT({ tenant, roles: [...roles], use: 'access', gen: generation })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' })
      .setSubject(principal.id)
      .setIssuer(this.issuer)
      .setAudience(this.issuer)
      .setJti(newId())
      .setIssuedAt()
      .setExpirationTime(`${expiresIn}s`)
      .sign(key.privateKey);
    return { accessToken, expiresIn };
  }

  /** The principal a token proves, or undefined for any token that is not valid now. Rejects only on a fault (database away). */
  verify(token: string): Promise<OperatorPrincipal | undefined> {
    return new Promise((resolve, reject) => {
      const run = Object.create(this.strategy) as Verification;
      run.success = resolve;
      run.fail = (reason) => (reason instanceof KeyLookupFault ? reject(reason.cause as Error) : resolve(undefined));
      run.error = reject;
      run.authenticate({ headers: { authorization: `Bearer ${token}` } });
    });
  }

  private async keyFor(token: string): Promise<string | undefined> {
    const kid = kidOf(token);
    return kid === undefined ? undefined : this.keys.publicPem(kid);
  }
}

/** Tells a broken database from a bad token. */
class KeyLookupFault extends Error {}

/**
 * Attacker-controlled: only used to choose among our own keys. Undefined also for a header with `crit`: no extension is
 * understood here, and a token that says that one must be is invalid then (RFC 7515, 4.1.11), which the library overlooks.
 */
function kidOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    if (typeof header !== 'object' || header === null || 'crit' in header) return undefined;
    const { kid } = header as { kid?: unknown };
    return typeof kid === 'string' && kid.length <= 64 ? kid : undefined;
  } catch {
    return undefined;
  }
}
