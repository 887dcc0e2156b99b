import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, SubscriptionRegistry, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import { madeId } from '#platform/auth/made-secrets';
import type { PauseChanged, RunCancelled, RunRequested } from './answers.js';
import type { ProjectionCommand } from './commands.js';
import { projections, type ProjectionStanding, type Run } from './decider.js';
import { projectionEvents } from './events.js';
import { projectionStream, type RunKind } from './projection-words.js';
import type { ProjectionRefusalCode } from './refusals.js';

const no = (code: ProjectionRefusalCode, detail?: string): Refusal => refuse(code, detail);

/** Where projections are paused and looked after, always on what the ledger has. */
@Injectable()
export class ProjectionDesk {
  private readonly streams: StreamKind<ProjectionCommand, typeof projectionEvents, ProjectionStanding, ProjectionRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
  ) {
    this.streams = ledger.streams(projectionEvents, projections, 1_000);
  }

  async pause(
    context: CommandContext,
    command: Extract<ProjectionCommand, { type: 'PauseProjection' | 'ResumeProjection' }>,
  ): Promise<PauseChanged | Refusal> {
    const { projection } = command;
    const { projections: lists, reactions } = this.registry;
    // What is no longer there may be paused still: nobody is kept from undoing that.
    const isKnown = [...lists, ...reactions].some(({ name }) => name === projection);
    if (!isKnown && command.type === 'PauseProjection')
      return no('PROJECTION_NOT_FOUND', `there is none of the name ${projection}`);
    const done = await this.streams.handle(context, projectionStream(projection), command);
    if (isRefusal(done)) return done;
    return { projection, paused: done.state.isPaused, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async requestRun(context: CommandContext, projection: string, kind: RunKind, by: string): Promise<RunRequested | Refusal> {
    if (this.registry.reactions.some(({ name }) => name === projection)) return no('PROJECTION_HAS_NO_ROWS', projection);
    if (!this.registry.projections.some(({ name }) => name === projection))
      return no('PROJECTION_NOT_FOUND', `there is none of the name ${projection}`);
    const run = madeId(context, 'projection run');
    const done = await this.streams.handle(context, projectionStream(projection), {
      type: 'RequestRun',
      projection,
      run,
      kind,
      by,
    });
    if (isRefusal(done)) return done;
    return { projection, run, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async cancelRun(context: CommandContext, projection: string, by: string): Promise<RunCancelled | Refusal> {
    if (![...this.registry.projections, ...this.registry.reactions].some(({ name }) => name === projection))
      return no('PROJECTION_NOT_FOUND', `there is none of the name ${projection}`);
    const done = await this.streams.handle(context, projectionStream(projection), { type: 'CancelRun', projection, by });
    if (isRefusal(done)) return done;
    const { id: run, kind } = done.state.cancelled as Run;
    return { projection, run, kind, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** What a run came to; nothing when it is over already. */
  async end(context: CommandContext, command: Extract<ProjectionCommand, { type: 'CompleteRun' | 'FailRun' }>): Promise<void> {
    const done = await this.streams.handle(context, projectionStream(command.projection), command);
    if (isRefusal(done)) throw new Error(`${command.type} of ${command.run} was refused: ${done.refused}`);
  }

  /** As the ledger has it now. */
  async standing(tenant: string, projection: string): Promise<ProjectionStanding> {
    return (await this.streams.states.refresh(tenant, projectionStream(projection))).state;
  }
}
