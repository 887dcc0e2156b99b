import { Global, Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { TENANT_ROLES } from './commands.js';
import { OperatorRegistry } from './contract.js';
export { OperatorRegistry } from './contract.js';
import { RegisterOperatorHandler } from './handlers/register-operator.js';
import { OperatorDirectory } from './operator-directory.js';
import * as operations from './operations.js';
import { OperatorsController } from './operators.controller.js';
import { operatorRefusals } from './refusals.js';
import { SignIn } from './sign-in.js';

registerRefusals(operatorRefusals);
const { controllers, providers } = transportsFor(operations, { Role: TENANT_ROLES });

@Global()
@Module({
  controllers: [...controllers, OperatorsController],
  providers: [
    ...providers,
    RegisterOperatorHandler,
    OperatorDirectory,
    SignIn,
    { provide: OperatorRegistry, useExisting: OperatorDirectory },
  ],
  exports: [OperatorRegistry],
})
export class OperatorsModule {}
