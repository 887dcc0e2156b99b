import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { ReplayChanged } from './answers.js';
import type { ReplayCommand } from './commands.js';
import { replays, type ReplayState } from './decider.js';
import { replayEvents } from './events.js';
import { replayStream } from './replay-words.js';
import type { ReplayRefusalCode } from './refusals.js';

/** Where replays are asked for, stopped and ended, always on what the ledger has. */
@Injectable()
export class ReplayDesk {
  private readonly streams: StreamKind<ReplayCommand, typeof replayEvents, ReplayState, ReplayRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(replayEvents, replays, 1_000);
  }

  async handle(context: CommandContext, command: ReplayCommand): Promise<ReplayChanged | Refusal> {
    const { replay: id } = command;
    const done = await this.streams.handle(context, replayStream(id), command);
    if (isRefusal(done)) return done;
    if (done.state.is === 'absent') throw new Error(`replay ${id} is absent after it was changed`);
    return { id, state: done.state.is, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** As the ledger has it now. */
  async find(tenant: string, replay: string): Promise<Exclude<ReplayState, { is: 'absent' }> | undefined> {
    const { state } = await this.streams.states.refresh(tenant, replayStream(replay));
    return state.is === 'absent' ? undefined : state;
  }
}
