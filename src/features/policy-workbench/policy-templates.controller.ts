import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ForOperators } from '#platform/auth/access';
import { InstantiateTemplateRequest, TemplateName } from './commands.js';
import { PolicyTemplates } from './policy-templates.js';
import { InstantiatedTemplate, PolicyTemplateSummary, PolicyTemplateView } from './policy-views.js';

const TemplateList = z.object({ items: z.array(PolicyTemplateSummary) }).meta({ id: 'PolicyTemplateList' });

@ApiTags('policy-workbench')
@Controller('v1/policy-templates')
export class PolicyTemplatesController {
  constructor(@Inject(PolicyTemplates) private readonly templates: PolicyTemplates) {}

  @Get()
  @ApiOperation({ summary: 'Policies to start from' })
  @ForOperators('viewer')
  @ApiOkResponse({ standardSchema: TemplateList })
  async list() {
    return { items: await this.templates.list() };
  }

  @Get(':name')
  @ApiOperation({ summary: 'One template with its text' })
  @ForOperators('viewer')
  @ApiOkResponse({ standardSchema: PolicyTemplateView })
  get(@Param('name', { schema: TemplateName }) name: string) {
    return this.templates.get(name);
  }

  @Post(':name/instantiate')
  @ApiOperation({ summary: 'The text of a policy made from a template; nothing is recorded' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: InstantiatedTemplate })
  instantiate(
    @Param('name', { schema: TemplateName }) name: string,
    @Body({ schema: InstantiateTemplateRequest }) { parameters }: z.output<typeof InstantiateTemplateRequest>,
  ) {
    return this.templates.instantiate(name, parameters);
  }
}
