import { Global, Module } from '@nestjs/common';
import { VERDICTS } from '#features/decisions/contract';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { CAUSES, KINDS, SEVERITIES } from '#libs/replay';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { AskReplay } from './ask-replay.js';
import { Candidates, DecidingAgain, FinishedReplays, ReplayDifferences, ReplayFollowing } from './contract.js';
import { AskedCandidates } from './deciding-again/asked-candidates.js';
import { ReplayFollower } from './following/replay-follower.js';
import { ReplayProgressResolver } from './following/replay-progress.resolver.js';
import { ReplayHistoriesController } from './histories/histories.controller.js';
import { HistoryStore } from './histories/history-store.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { ReportedDifferences } from './reading/replay-differences.js';
import { replaysProjection } from './reading/replays.projection.js';
import { FinishedReplaysQuery } from './reading/finished-replays.query.js';
import { ReplaysQuery } from './reading/replays.query.js';
import { replayRefusals } from './refusals.js';
import { ReplayDesk } from './replay-desk.js';
import { REPLAY_MODES, REPLAY_STATES } from './replay-words.js';
import { ReplaysController } from './report.controller.js';
import { CheckYesterday } from './self-check/check-yesterday.job.js';
import { LiveThreads } from './running/live-threads.js';
import { ReplayThreads } from './running/replay-threads.js';
import { Reporter } from './running/reporter.js';
import { Simulation } from './running/simulation.js';
import { RunReplays } from './running/run-replays.job.js';
import { runWhenWanted } from './running/run-when-wanted.reaction.js';
import { ReplayWork } from './running/work-table.js';

export { Simulation } from './running/simulation.js';
export { SIMULATION_THREAD, type SimulationSetting } from './running/simulation-thread.js';

registerRefusals(replayRefusals);
const { controllers, providers } = transportsFor(operations, {
  Verdict: VERDICTS,
  ReplayState: REPLAY_STATES,
  ReplayMode: REPLAY_MODES,
  ReplaySeverity: SEVERITIES,
  ReplayCause: CAUSES,
  ReplayDifferenceKind: KINDS,
});

@Global()
@Module({
  controllers: [...controllers, ReplaysController, ReplayHistoriesController],
  providers: [
    ...providers,
    ...handlers,
    AskedCandidates,
    { provide: Candidates, useExisting: AskedCandidates },
    { provide: DecidingAgain, useClass: LiveThreads },
    { provide: ReplayDifferences, useClass: ReportedDifferences },
    AskReplay,
    ReplayDesk,
    ReplayWork,
    ReplaysQuery,
    { provide: FinishedReplays, useClass: FinishedReplaysQuery },
    HistoryStore,
    ReplayFollower,
    { provide: ReplayFollowing, useExisting: ReplayFollower },
    ReplayProgressResolver,
    ReplayThreads,
    Simulation,
    Reporter,
    RunReplays,
    CheckYesterday,
    provideProjection(replaysProjection),
    provideReaction(runWhenWanted),
    provideJob(RunReplays),
    provideJob(CheckYesterday),
  ],
  exports: [Candidates, DecidingAgain, FinishedReplays, ReplayDifferences, ReplayFollowing],
})
export class ReplaysModule {}
