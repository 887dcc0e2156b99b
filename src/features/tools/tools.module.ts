import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { ToolCatalogue } from './contract.js';
import { toolsGuard } from './guards/tools.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { toolsProjection } from './reading/tools.projection.js';
import { ToolsQuery } from './reading/tools.query.js';
import { toolRefusals } from './refusals.js';
import { ArgumentSchemas } from './schemas/argument-schemas.js';
import { ToolDesk } from './tool-desk.js';
import { TOOL_CLASSES, TOOL_RISKS } from './tool-words.js';

registerRefusals(toolRefusals);
const { controllers, providers } = transportsFor(operations, { ToolClass: TOOL_CLASSES, ToolRisk: TOOL_RISKS });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    ArgumentSchemas,
    ToolDesk,
    { provide: ToolCatalogue, useExisting: ToolDesk },
    ToolsQuery,
    provideGuard(toolsGuard, [ToolCatalogue, ArgumentSchemas]),
    provideProjection(toolsProjection),
  ],
  exports: [ToolCatalogue],
})
export class ToolsModule {}
