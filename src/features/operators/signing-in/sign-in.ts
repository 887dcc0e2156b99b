import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { Role } from '#libs/operations';
import { OperatorTokens } from '#platform/auth/operator-tokens';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefreshTokens } from '#platform/auth/refresh-tokens';
import { provesSecret } from '#platform/auth/secret-hash';
import type { RequestFacts } from '#platform/http/request-context';
import { Metrics } from '#platform/telemetry/metrics';
import type { OperatorState } from '../decider.js';
import { OperatorDirectory } from '../operator-directory.js';
import { SlowedSignIns } from './slowed-sign-ins.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

/** From where, and what the log is to know of it. */
export interface Asking {
  readonly facts: RequestFacts;
  readonly address: string;
}

/** `op_<tenant>.<operator id>`; the deployment's own operators have the deployment in place of a tenant. */
const CLIENT_ID = /^op_([a-z0-9][a-z0-9-]{1,62}|_deployment)\.([0-9a-f-]{36})$/;

/** Operators' access and refresh tokens, by what the ledger knows of them. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(OperatorDirectory) private readonly operators: OperatorDirectory,
    @Inject(OperatorTokens) private readonly accessTokens: OperatorTokens,
    @Inject(RefreshTokens) private readonly refreshTokens: RefreshTokens,
    @Inject(SlowedSignIns) private readonly slowed: SlowedSignIns,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  async withSecret(clientId: string, clientSecret: string, { facts, address }: Asking): Promise<Tokens | Refusal> {
    const [, tenant = '', id = ''] = CLIENT_ID.exec(clientId) ?? [];
    const attempt = { tenant, operator: id, address };
    const slowed = this.slowed.refusal(attempt);
    if (tenant !== '') facts.claims = attempt;
    if (slowed) return slowed;
    const state = tenant === '' ? undefined : await this.operators.find(tenant, id);
    if (!state || !provesSecret(clientSecret, state.secretHash)) {
      this.slowed.failed(attempt, facts);
      return refuse('SIGN_IN_FAILED');
    }
    this.slowed.succeeded(attempt);
    return this.tokens(tenant, id, state, await this.refreshTokens.issue(tenant, holder(id, state.generation)));
  }

  async withRefreshToken(refreshToken: string, { facts }: Asking): Promise<Tokens | Refusal> {
    const spent = await this.refreshTokens.exchange(refreshToken);
    if (!spent) return this.failed();
    const [id = '', generation] = spent.operator.split(GENERATION);
    facts.claims = { tenant: spent.tenant, operator: id };
    const state = await this.operators.find(spent.tenant, id);
    if (state.id === undefined || state.isEnded || state.generation !== Number(generation ?? 0)) return this.failed();
    this.metrics.signIns.inc({ outcome: 'OK' });
    return this.tokens(spent.tenant, id, state, spent.next);
  }

  private failed(): Refusal {
    this.metrics.signIns.inc({ outcome: 'SIGN_IN_FAILED' });
    return refuse('SIGN_IN_FAILED');
  }

  private async tokens(tenant: string, id: string, state: OperatorState, refreshToken: string): Promise<Tokens> {
    const { roles, generation } = state;
    const principal: OperatorPrincipal = { kind: 'operator', tenant, id, roles: roles as Role[], generation };
    return { ...(await this.accessTokens.issue(principal)), refreshToken, tokenType: 'Bearer' };
  }
}

const GENERATION = '#';

/** Whom a refresh token is kept for: it is good as long as the secret it came from. */
function holder(operator: string, generation: number): string {
  return generation === 0 ? operator : `${operator}${GENERATION}${generation}`;
}
