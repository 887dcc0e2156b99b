import { Global, Module } from '@nestjs/common';
import { TenantBeginning, TenantStates } from '#features/tenants/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { EFFECTS } from './answers.js';
import { Controls } from './contract.js';
import { ControlStreams } from './control-streams.js';
import { controlsProjection } from './controls.projection.js';
import { ControlsQuery } from './controls.query.js';
import { SCOPES } from './events.js';
import { ControlsOfANewTenant } from './spreading/controls-of-a-new-tenant.js';
import { GlobalSpread } from './spreading/global-spread.js';
import { killSwitchGuard } from './guards/kill-switch.guard.js';
import { pauseGuard } from './guards/pause.guard.js';
import { PastControls } from './past/past-controls.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { controlRefusals } from './refusals.js';
import { SetControl } from './setting/set-control.js';
import { StatesOfTenants } from './spreading/states-of-tenants.js';
import { SpreadGlobalControls } from './spreading/spread-global-controls.job.js';
import { spreadWhenGlobalControlChanged } from './spreading/spread-when-global-control-changed.reaction.js';
import { ControlDesk } from './control-desk.js';

registerRefusals(controlRefusals);
const { controllers, providers } = transportsFor(operations, { ControlScope: SCOPES, ControlEffect: EFFECTS });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    ControlStreams,
    GlobalSpread,
    ControlDesk,
    { provide: Controls, useExisting: ControlDesk },
    { provide: TenantBeginning, useClass: ControlsOfANewTenant },
    { provide: TenantStates, useClass: StatesOfTenants },
    SetControl,
    ControlsQuery,
    PastControls,
    provideGuard(killSwitchGuard, [Controls]),
    provideGuard(pauseGuard, [Controls]),
    provideProjection(controlsProjection),
    SpreadGlobalControls,
    provideJob(SpreadGlobalControls),
    provideReaction(spreadWhenGlobalControlChanged),
  ],
  exports: [Controls, TenantBeginning, TenantStates],
})
export class ControlsModule {}
