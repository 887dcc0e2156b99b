import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { OperatorStanding } from '#platform/auth/operator-tokens';
import { OperatorNames } from '#platform/operations/people';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { TENANT_ROLES } from './commands.js';
import { OperatorRegistry } from './contract.js';
export { OperatorRegistry } from './contract.js';
export { FirstOwner, type RegisteredFirst } from './first-owner.js';
import { OperatorDirectory } from './operator-directory.js';
import { FirstOwner } from './first-owner.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { OperatorsController } from './operators.controller.js';
import { OperatorNamesQuery } from './naming/operator-names.query.js';
import { operatorsProjection } from './operators.projection.js';
import { OperatorsQuery } from './operators.query.js';
import { operatorRefusals } from './refusals.js';
import { SignIn } from './signing-in/sign-in.js';
import { SlowedSignIns } from './signing-in/slowed-sign-ins.js';

registerRefusals(operatorRefusals);
const { controllers, providers } = transportsFor(operations, { Role: TENANT_ROLES });

@Global()
@Module({
  controllers: [...controllers, OperatorsController],
  providers: [
    ...providers,
    ...handlers,
    OperatorDirectory,
    { provide: OperatorStanding, useExisting: OperatorDirectory },
    OperatorsQuery,
    { provide: OperatorNames, useClass: OperatorNamesQuery },
    SignIn,
    SlowedSignIns,
    FirstOwner,
    provideProjection(operatorsProjection),
    { provide: OperatorRegistry, useExisting: OperatorDirectory },
  ],
  exports: [OperatorNames, OperatorRegistry, OperatorStanding, FirstOwner],
})
export class OperatorsModule {}
