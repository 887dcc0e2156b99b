import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { hashSecret } from '#platform/auth/secret-hash';
import type { Asked, Handles } from '#platform/operations/caller';
import { clientIdOf, OperatorDirectory } from '../operator-directory.js';
import { RotateOperatorSecret } from '../operations.js';
import { notTheirs } from './whose-operator.js';

@Handler(RotateOperatorSecret)
export class RotateOperatorSecretHandler implements Handles<typeof RotateOperatorSecret> {
  constructor(@Inject(OperatorDirectory) private readonly operators: OperatorDirectory) {}

  async execute({ input, caller: { principal, context } }: Asked<typeof RotateOperatorSecret>) {
    const refused = notTheirs(principal, input, { orItself: true });
    if (refused) return refused;
    const { tenant, operator } = input;
    const clientSecret = this.operators.newSecret(context);
    const command = { type: 'RotateOperatorSecret', operator, secretHash: hashSecret(clientSecret) } as const;
    const done = await this.operators.handle({ ...context, tenant }, command);
    if (isRefusal(done)) return done;
    return { clientId: clientIdOf(tenant, operator), clientSecret, ledger: lastReceipt(done.receipt) };
  }
}
