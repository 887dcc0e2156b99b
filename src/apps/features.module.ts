import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents/agents.module';
import { ApprovalsModule } from '#features/approvals/approvals.module';
import { ControlsModule } from '#features/controls/controls.module';
import { DecisionsModule } from '#features/decisions/decisions.module';
import { DossiersModule } from '#features/dossiers/dossiers.module';
import { ExceptionsModule } from '#features/exceptions/exceptions.module';
import { FactsModule } from '#features/facts/facts.module';
import { IncidentsModule } from '#features/incidents/incidents.module';
import { InvariantsModule } from '#features/invariants/invariants.module';
import { LimitsModule } from '#features/limits/limits.module';
import { ClientReportsModule } from '#features/client-reports/client-reports.module';
import { PolicyDistributionModule } from '#features/policy-distribution/policy-distribution.module';
import { LabelsModule } from '#features/labels/labels.module';
import { LedgerModule } from '#features/ledger/ledger.module';
import { NotificationsModule } from '#features/notifications/notifications.module';
import { OperatorsModule } from '#features/operators/operators.module';
import { PinsModule } from '#features/pins/pins.module';
import { PoliciesModule } from '#features/policies/policies.module';
import { PolicyKeysModule } from '#features/policy-keys/policy-keys.module';
import { ProjectionsModule } from '#features/projections/projections.module';
import { PolicyGovernanceModule } from '#features/policy-governance/policy-governance.module';
import { PolicyWorkbenchModule } from '#features/policy-workbench/policy-workbench.module';
import { ReadAuditModule } from '#features/read-audit/read-audit.module';
import { ReplaysModule } from '#features/replays/replays.module';
import { SuggestionsModule } from '#features/suggestions/suggestions.module';
import { ShadowsModule } from '#features/shadows/shadows.module';
import { RiskModule } from '#features/risk/risk.module';
import { SessionsModule } from '#features/sessions/sessions.module';
import { GraphModule } from '#features/graph/graph.module';
import { TargetsModule } from '#features/targets/targets.module';
import { TenantsModule } from '#features/tenants/tenants.module';
import { ToolsModule } from '#features/tools/tools.module';
import { UsageModule } from '#features/usage/usage.module';

/** Every capability, in every process: the API serves them, the worker runs their projections and reactions. */
@Module({
  imports: [
    TenantsModule,
    TargetsModule,
    OperatorsModule,
    AgentsModule,
    SessionsModule,
    PoliciesModule,
    PinsModule,
    ProjectionsModule,
    PolicyGovernanceModule,
    PolicyKeysModule,
    PolicyWorkbenchModule,
    InvariantsModule,
    ControlsModule,
    DecisionsModule,
    ApprovalsModule,
    DossiersModule,
    ExceptionsModule,
    ToolsModule,
    NotificationsModule,
    FactsModule,
    LimitsModule,
    IncidentsModule,
    LabelsModule,
    UsageModule,
    RiskModule,
    ReplaysModule,
    ShadowsModule,
    SuggestionsModule,
    PolicyDistributionModule,
    ClientReportsModule,
    LedgerModule,
    ReadAuditModule,
    GraphModule,
  ],
})
export class FeaturesModule {}
