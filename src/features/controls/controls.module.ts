import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { Controls } from './contract.js';
import { ControlsController } from './controls.controller.js';
import { ControlStreams } from './control-streams.js';
import { controlsProjection } from './controls.projection.js';
import { ControlsResolver } from './controls.resolver.js';
import { ControlsQuery } from './controls.query.js';
import { GlobalSpread } from './spreading/global-spread.js';
import { killSwitchGuard } from './guards/kill-switch.guard.js';
import { pauseGuard } from './guards/pause.guard.js';
import { controlRefusals } from './refusals.js';
import { SetControl } from './set-control.js';
import { SpreadGlobalControls } from './spreading/spread-global-controls.job.js';
import { spreadWhenGlobalControlChanged } from './spreading/spread-when-global-control-changed.reaction.js';
import { Switchboard } from './switchboard.js';

registerRefusals(controlRefusals);

@Global()
@Module({
  controllers: [ControlsController],
  providers: [
    ControlStreams,
    GlobalSpread,
    Switchboard,
    { provide: Controls, useExisting: Switchboard },
    SetControl,
    ControlsQuery,
    ControlsResolver,
    provideGuard(killSwitchGuard, [Controls]),
    provideGuard(pauseGuard, [Controls]),
    provideProjection(controlsProjection),
    SpreadGlobalControls,
    provideJob(SpreadGlobalControls),
    provideReaction(spreadWhenGlobalControlChanged),
  ],
  exports: [Controls, SetControl, ControlsQuery],
})
export class ControlsModule {}
