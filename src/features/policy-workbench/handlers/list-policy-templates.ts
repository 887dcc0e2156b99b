import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Handles } from '#platform/operations/caller';
import { ListPolicyTemplates } from '../operations.js';
import { PolicyTemplates } from '../policy-templates.js';

@Handler(ListPolicyTemplates)
export class ListPolicyTemplatesHandler implements Handles<typeof ListPolicyTemplates> {
  constructor(@Inject(PolicyTemplates) private readonly templates: PolicyTemplates) {}

  async execute() {
    return { items: await this.templates.list() };
  }
}
