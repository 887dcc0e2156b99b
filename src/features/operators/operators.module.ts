import { Global, Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { OperatorRegistry } from './contract.js';
export { OperatorRegistry } from './contract.js';
import { OperatorsController } from './operators.controller.js';
import { operatorRefusals } from './refusals.js';
import { OperatorsResolver } from './operators.resolver.js';
import { RegisterOperator } from './register-operator.js';
import { SignIn } from './sign-in.js';

registerRefusals(operatorRefusals);

@Global()
@Module({
  controllers: [OperatorsController],
  providers: [SignIn, RegisterOperator, OperatorsResolver, { provide: OperatorRegistry, useExisting: SignIn }],
  exports: [OperatorRegistry],
})
export class OperatorsModule {}
