import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type AppendReceipt, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { Role } from '#libs/operations';
import { madeId, MadeSecrets } from '#platform/auth/made-secrets';
import type { OperatorPrincipal } from '#platform/auth/principal';
import type { OperatorStanding } from '#platform/auth/operator-tokens';
import { hashSecret, provesSecret } from '#platform/auth/secret-hash';
import type { OperatorCommand, TENANT_ROLES } from './commands.js';
import { OperatorRegistry, type NewOperator } from './contract.js';
import { operators, type OperatorState } from './decider.js';
import { operatorEvents } from './events.js';
import type { OperatorRefusalCode } from './refusals.js';

/** Operators as the ledger has them. */
@Injectable()
export class OperatorDirectory extends OperatorRegistry implements OperatorStanding {
  readonly streams: StreamKind<OperatorCommand, typeof operatorEvents, OperatorState, OperatorRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(MadeSecrets) private readonly secrets: MadeSecrets,
  ) {
    super();
    this.streams = ledger.streams(operatorEvents, operators);
  }

  async register(
    context: CommandContext,
    name: string,
    roles: readonly (typeof TENANT_ROLES)[number][],
  ): Promise<NewOperator | Refusal> {
    const operator = madeId(context, 'operator');
    const clientSecret = this.newSecret(context);
    const secretHash = hashSecret(clientSecret);
    const command: OperatorCommand = { type: 'RegisterOperator', operator, name, roles, secretHash };
    const handled = await this.handle(context, command);
    if (isRefusal(handled)) return handled;
    const receipt = handled.receipt as AppendReceipt;
    return { id: operator, clientId: clientIdOf(context.tenant, operator), clientSecret, receipt };
  }

  /** One command to one operator of the tenant in `context`. */
  handle(context: CommandContext, command: OperatorCommand) {
    return this.streams.handle(context, operatorStream(command.operator), command);
  }

  /** As the ledger has it now. */
  async find(tenant: string, operator: string): Promise<OperatorState> {
    return (await this.streams.states.refresh(tenant, operatorStream(operator))).state;
  }

  async proves(tenant: string, clientId: string, clientSecret: string): Promise<boolean> {
    const prefix = clientIdOf(tenant, '');
    if (!clientId.startsWith(prefix)) return false;
    const { isEnded, secretHash } = await this.find(tenant, clientId.slice(prefix.length));
    return provesSecret(clientSecret, secretHash) && !isEnded;
  }

  async nameOf(tenant: string, operator: string): Promise<string | undefined> {
    const { id, name } = await this.find(tenant, operator);
    return id === undefined ? undefined : name;
  }

  /** What an access token proves now: undefined once its operator was ended or has had another secret since. */
  async recheck(claimed: OperatorPrincipal): Promise<OperatorPrincipal | undefined> {
    const { id, isEnded, roles, generation: now } = await this.find(claimed.tenant, claimed.id);
    return id === undefined || isEnded || now !== (claimed.generation ?? 0) ? undefined : { ...claimed, roles: roles as Role[] };
  }

  /** 256 random bits, as hex. */
  newSecret(context: CommandContext): string {
    return this.secrets.bytes(context, 'client-secret', 32).toString('hex');
  }
}

function operatorStream(operator: string): string {
  return `operator/${operator}`;
}

export function clientIdOf(tenant: string, operator: string): string {
  return `op_${tenant}.${operator}`;
}
