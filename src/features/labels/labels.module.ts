import { createHmac } from 'node:crypto';
import { Module } from '@nestjs/common';
import { TOOL_CLASSES, ToolCatalogue } from '#features/tools/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { labelSinksGuard } from './guards/label-sinks.guard.js';
import { labelsGuard } from './guards/labels.guard.js';
import type { LabelStates } from './guards/call-labels.js';
import { handlers } from './handlers.js';
import { LabelDesk } from './label-desk.js';
import { LABEL_ORIGINS, PERSONAL_DATA_MODES, SINK_ACTIONS } from './label-words.js';
import * as operations from './operations.js';
import { labelRefusals } from './refusals.js';
import { ScanThread } from './scanning/scan-thread.js';

registerRefusals(labelRefusals);
const { controllers, providers } = transportsFor(operations, {
  ToolClass: TOOL_CLASSES,
  LabelOrigin: LABEL_ORIGINS,
  SinkAction: SINK_ACTIONS,
  PersonalDataMode: PERSONAL_DATA_MODES,
});

/** Of tokens: another one for each tenant, so that nobody can tell that two tenants know the same person. */
const tokenKey = (deploymentKey: Buffer, tenant: string): Uint8Array =>
  createHmac('sha256', deploymentKey).update(`writ/personal-data\n${tenant}`).digest();

const statesOf = (tools: ToolCatalogue, desk: LabelDesk): LabelStates => ({
  tools: tools.states,
  rules: desk.ruleStates,
  sessions: desk.sessionStates,
});

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    LabelDesk,
    ScanThread,
    provideGuard(
      (tools: ToolCatalogue, desk: LabelDesk, { deploymentKey }: Configuration, thread: ScanThread) =>
        labelsGuard(statesOf(tools, desk), (tenant) => tokenKey(deploymentKey, tenant), thread),
      [ToolCatalogue, LabelDesk, CONFIGURATION, ScanThread],
    ),
    provideGuard((tools: ToolCatalogue, desk: LabelDesk) => labelSinksGuard(statesOf(tools, desk)), [ToolCatalogue, LabelDesk]),
  ],
})
export class LabelsModule {}
