import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '#libs/event-ids';
import { isRefusal, refuse, type AppendReceipt, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { OperatorTokens } from '#platform/auth/operator-tokens';
import type { Role } from '#libs/operations';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefreshTokens } from '#platform/auth/refresh-tokens';
import { hashSecret, provesSecret } from '#platform/auth/secret-hash';
import type { OperatorCommand, TENANT_ROLES } from './commands.js';
import { OperatorRegistry, type NewOperator } from './contract.js';
import { operators, type OperatorState } from './decider.js';
import { operatorEvents } from './events.js';
import type { OperatorRefusalCode } from './refusals.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

/** `op_<tenant>.<operator id>`; the deployment's own operators have the deployment in place of a tenant. */
const CLIENT_ID = /^op_([a-z0-9][a-z0-9-]{1,62}|_deployment)\.([0-9a-f-]{36})$/;

/** Operators and their signing in. */
@Injectable()
export class SignIn extends OperatorRegistry {
  private readonly streams: StreamKind<OperatorCommand, typeof operatorEvents, OperatorState, OperatorRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(OperatorTokens) private readonly accessTokens: OperatorTokens,
    @Inject(RefreshTokens) private readonly refreshTokens: RefreshTokens,
  ) {
    super();
    this.streams = ledger.streams(operatorEvents, operators);
  }

  async register(
    context: CommandContext,
    name: string,
    roles: readonly (typeof TENANT_ROLES)[number][],
  ): Promise<NewOperator | Refusal> {
    const id = newId();
    const clientSecret = randomBytes(32).toString('hex');
    const command: OperatorCommand = {
      type: 'RegisterOperator',
      operator: id,
      name,
      roles,
      secretHash: hashSecret(clientSecret),
    };
    const handled = await this.streams.handle(context, streamOf(id), command);
    if (isRefusal(handled)) return handled;
    return { id, clientId: `op_${context.tenant}.${id}`, clientSecret, receipt: handled.receipt as AppendReceipt };
  }

  async withSecret(clientId: string, clientSecret: string): Promise<Tokens | Refusal> {
    const [, tenant, id] = CLIENT_ID.exec(clientId) ?? [];
    if (tenant === undefined || id === undefined) return refuse('SIGN_IN_FAILED');
    const { state } = await this.streams.states.refresh(tenant, streamOf(id));
    if (!provesSecret(clientSecret, state.secretHash)) return refuse('SIGN_IN_FAILED');
    return this.tokens(tenant, id, state, await this.refreshTokens.issue(tenant, id));
  }

  async withRefreshToken(refreshToken: string): Promise<Tokens | Refusal> {
    const spent = await this.refreshTokens.exchange(refreshToken);
    if (!spent) return refuse('SIGN_IN_FAILED');
    const { state } = await this.streams.states.refresh(spent.tenant, streamOf(spent.operator));
    return state.id === undefined ? refuse('SIGN_IN_FAILED') : this.tokens(spent.tenant, spent.operator, state, spent.next);
  }

  private async tokens(tenant: string, id: string, state: OperatorState, refreshToken: string): Promise<Tokens> {
    const principal: OperatorPrincipal = { kind: 'operator', tenant, id, roles: state.roles as Role[] };
    return { ...(await this.accessTokens.issue(principal)), refreshToken, tokenType: 'Bearer' };
  }
}

function streamOf(operator: string): string {
  return `operator/${operator}`;
}
