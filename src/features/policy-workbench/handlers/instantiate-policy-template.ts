import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { InstantiatePolicyTemplate } from '../operations.js';
import { PolicyTemplates } from '../policy-templates.js';

@Handler(InstantiatePolicyTemplate)
export class InstantiatePolicyTemplateHandler implements Handles<typeof InstantiatePolicyTemplate> {
  constructor(@Inject(PolicyTemplates) private readonly templates: PolicyTemplates) {}

  execute({ input: { name, parameters } }: Asked<typeof InstantiatePolicyTemplate>) {
    return this.templates.instantiate(name, parameters);
  }
}
