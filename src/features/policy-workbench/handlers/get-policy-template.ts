import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GetPolicyTemplate } from '../operations.js';
import { PolicyTemplates } from '../policy-templates.js';

@Handler(GetPolicyTemplate)
export class GetPolicyTemplateHandler implements Handles<typeof GetPolicyTemplate> {
  constructor(@Inject(PolicyTemplates) private readonly templates: PolicyTemplates) {}

  execute({ input }: Asked<typeof GetPolicyTemplate>) {
    return this.templates.get(input.name);
  }
}
