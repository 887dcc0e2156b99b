import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { LintPagesController } from './lint-pages.controller.js';
import { PolicyTemplates } from './policy-templates.js';
import { PolicyTemplatesController } from './policy-templates.controller.js';
import { PolicyWorkbench } from './policy-workbench.js';
import { PolicyWorkbenchController } from './policy-workbench.controller.js';
import { PolicyWorkbenchResolver } from './policy-workbench.resolver.js';
import { workbenchRefusals } from './refusals.js';

registerRefusals(workbenchRefusals);

@Module({
  controllers: [PolicyWorkbenchController, PolicyTemplatesController, LintPagesController],
  providers: [PolicyWorkbench, PolicyTemplates, PolicyWorkbenchResolver],
})
export class PolicyWorkbenchModule {}
