import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import { Candidates } from '#features/replays/contract';
import { madeId } from '#platform/auth/made-secrets';
import type { ShadowChanged } from './answers.js';
import type { ShadowCommand, StartShadowRequest } from './commands.js';
import { shadows, type ShadowState } from './decider.js';
import { shadowEvents, type ShadowPlan } from './events.js';
import { OpenShadows } from './open-shadows.js';
import type { ShadowRefusalCode } from './refusals.js';
import { shadowStream } from './shadow-words.js';

const DAY_MS = 86_400_000;
const [USUAL_DAYS, MOST_DAYS] = [7, 90];

/** Where shadows are started and ended, always on what the ledger has. */
@Injectable()
export class ShadowDesk {
  private readonly streams: StreamKind<ShadowCommand, typeof shadowEvents, ShadowState, ShadowRefusalCode>;

  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Candidates) private readonly candidates: Candidates,
    @Inject(OpenShadows) private readonly open: OpenShadows,
  ) {
    this.streams = ledger.streams(shadowEvents, shadows, 1_000);
  }

  /** Turns what somebody asks for into a plan that says all of it. */
  async start(context: CommandContext, by: string, request: StartShadowRequest): Promise<ShadowChanged | Refusal> {
    const { tenant } = context;
    const now = Date.now();
    const at = request.ends.at ?? new Date(now + USUAL_DAYS * DAY_MS).toISOString().replace('Z', '000Z');
    if (Date.parse(at) <= now || Date.parse(at) > now + MOST_DAYS * DAY_MS)
      return refuse<ShadowRefusalCode>('SHADOW_ENDS_BEFORE_IT_BEGINS');
    const candidate = await this.candidates.find(tenant, request.candidate);
    if (isRefusal(candidate)) return candidate;
    if (!candidate) throw new Error('a shadow was asked for without a candidate');
    const { name = null, share, ends } = request;
    const rest = { selector: selectorOf(request), share, candidate, ends: { at, decisions: ends.decisions ?? null } };
    const shadow = madeId(context, 'shadow');
    return this.open.start(tenant, shadow, async () => {
      const from = (await this.ledger.store.head(tenant)).position + 1;
      const plan: ShadowPlan = { from, ...rest };
      return this.handle(context, { type: 'StartShadow', shadow, name, plan, by });
    });
  }

  /** What was decided until now is still compared, by a worker. */
  async end(context: CommandContext, by: string, shadow: string): Promise<ShadowChanged | Refusal> {
    const { position: through } = await this.ledger.store.head(context.tenant);
    return this.handle(context, { type: 'EndShadow', shadow, through, by });
  }

  async handle(context: CommandContext, command: ShadowCommand): Promise<ShadowChanged | Refusal> {
    const { shadow: id } = command;
    const done = await this.streams.handle(context, shadowStream(id), command);
    if (isRefusal(done)) return done;
    if (done.state.is === 'absent') throw new Error(`shadow ${id} is absent after it was changed`);
    return { id, state: done.state.is, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** As the ledger has it now. */
  async find(tenant: string, shadow: string): Promise<Exclude<ShadowState, { is: 'absent' }> | undefined> {
    const { state } = await this.streams.states.refresh(tenant, shadowStream(shadow));
    return state.is === 'absent' ? undefined : state;
  }
}

function selectorOf({ selector }: StartShadowRequest): ShadowPlan['selector'] {
  const { agents = null, tools = null, sessions = null, labels = null } = selector;
  return { agents, tools, sessions, labels: labels && labels.map((label) => label.toLowerCase()) };
}
