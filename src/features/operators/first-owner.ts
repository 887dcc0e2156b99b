import { Inject, Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Ledger } from '#libs/nest-event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { RefreshTokens } from '#platform/auth/refresh-tokens';
import { hashSecret } from '#platform/auth/secret-hash';
import { clientIdOf, OperatorDirectory } from './operator-directory.js';

export interface RegisteredFirst {
  readonly clientId: string;
  /** Signs in once, instead of a secret; undefined when the deployment gave the secret. */
  readonly oneTimeToken?: string;
}

const CONTEXT = {
  tenant: DEPLOYMENT_LEDGER,
  actor: { kind: 'system', id: 'bootstrap' },
  correlation: null,
  causation: null,
  trace: null,
} as const;

/** The deployment's first owner: there is one by the time it serves, and no second one comes from here. */
@Injectable()
export class FirstOwner {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(OperatorDirectory) private readonly operators: OperatorDirectory,
    @Inject(RefreshTokens) private readonly refreshTokens: RefreshTokens,
  ) {}

  /**
   * Undefined when somebody was registered in the deployment before, whatever has become of them. Its id follows from nothing that
   * differs between processes, so of several that try at once one succeeds.
   */
  async register(secret: string | undefined): Promise<RegisteredFirst | undefined> {
    if (await this.hasOperators()) return undefined;
    const operator = madeId({ ...CONTEXT, seed: 'first-owner' }, 'operator');
    const secretHash = hashSecret(secret ?? this.operators.newSecret(CONTEXT));
    const name = 'Owner of the deployment';
    const done = await this.operators.handle(CONTEXT, { type: 'RegisterOperator', operator, name, roles: ['owner'], secretHash });
    if (isRefusal(done)) return undefined;
    const clientId = clientIdOf(DEPLOYMENT_LEDGER, operator);
    return secret === undefined
      ? { clientId, oneTimeToken: await this.refreshTokens.issue(DEPLOYMENT_LEDGER, operator) }
      : { clientId };
  }

  private async hasOperators(): Promise<boolean> {
    for (let from = 1; ;) {
      const { events, upTo, more } = await this.ledger.store.readTypes(DEPLOYMENT_LEDGER, from, 1, ['OperatorRegistered']);
      if (events.length > 0 || !more) return events.length > 0;
      from = upTo + 1;
    }
  }
}
