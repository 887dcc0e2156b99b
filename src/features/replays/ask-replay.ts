import { Inject, Injectable } from '@nestjs/common';
import { OpenAtOnce } from '#libs/bounded';
import { isRefusal, refuse, type CommandContext, type EventStore, type Refusal } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { positionsBetween } from '#platform/ledger/position-at';
import type { ReplayChanged } from './answers.js';
import type { RequestReplayRequest } from './commands.js';
import { AskedCandidates } from './deciding-again/asked-candidates.js';
import type { ReplayPlan } from './events.js';
import { HistoryStore } from './histories/history-store.js';
import { ReplaysQuery } from './reading/replays.query.js';
import type { ReplayRefusalCode } from './refusals.js';
import { ReplayDesk } from './replay-desk.js';

const MOST_OPEN = 20;

const no = (code: ReplayRefusalCode, detail?: string): Refusal => refuse(code, detail);

/** Turns what somebody asks for into a plan that says all of it: where the ledger ends now, and which policies by content. */
@Injectable()
export class AskReplay {
  private readonly open: OpenAtOnce;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AskedCandidates) private readonly candidates: AskedCandidates,
    @Inject(ReplaysQuery) query: ReplaysQuery,
    @Inject(HistoryStore) private readonly histories: HistoryStore,
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
  ) {
    this.open = new OpenAtOnce(MOST_OPEN, (tenant, ids) => query.open(tenant, ids));
  }

  async ask(context: CommandContext, by: string, request: RequestReplayRequest): Promise<ReplayChanged | Refusal> {
    const { tenant } = context;
    const history = request.history === undefined ? undefined : await this.histories.find(tenant, request.history);
    if (request.history !== undefined && !history) return no('REPLAY_HISTORY_NOT_FOUND');
    if (history?.ruled === 0 && !request.baseline)
      return no('REPLAY_HISTORY_NOT_RULED', 'name what to compare with as `baseline` (`writ replay run … --baseline refunds@2`)');
    const { from, to } = history ? rowsOf(history.rows, request) : await positionsBetween(this.store, tenant, request.range);
    if (from > to) return no('REPLAY_RANGE_EMPTY', `from position ${from} to ${to}`);
    const baseline = await this.candidates.find(tenant, request.baseline);
    if (isRefusal(baseline)) return baseline;
    const candidate = await this.candidates.find(tenant, request.candidate);
    if (isRefusal(candidate)) return candidate;
    const { name = null, mode, seed, listed } = request;
    const kept = history && { history: { digest: history.digest, format: history.format } };
    const plan: ReplayPlan = { ...kept, from, to, filter: filterOf(request), baseline, candidate, mode, seed, listed };
    const replay = madeId(context, 'replay');
    const asking = () => this.desk.handle(context, { type: 'RequestReplay', replay, name, plan, by });
    const done = await this.open.begin(tenant, replay, asking, (requested) => !isRefusal(requested));
    return done ?? no('TOO_MANY_REPLAYS');
  }
}

/** Of a history, positions are rows. */
function rowsOf(rows: number, { range: { from, to } }: RequestReplayRequest): { readonly from: number; readonly to: number } {
  return { from: Number(from ?? 1), to: Math.min(rows, Number(to ?? rows)) };
}

function filterOf({ filter }: RequestReplayRequest): ReplayPlan['filter'] {
  const { agents = null, tools = null, sessions = null, labels = null, verdicts = null } = filter;
  return { agents, tools, sessions, labels: labels && labels.map((label) => label.toLowerCase()), verdicts };
}
