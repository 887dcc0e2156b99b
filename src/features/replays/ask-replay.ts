import { Inject, Injectable } from '@nestjs/common';
import { PolicyDrafts, PolicyRevisions } from '#features/policies/contract';
import type { ActivePolicy } from '#features/controls/contract';
import { isRefusal, refuse, type CommandContext, type EventStore, type Refusal } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { positionsBetween } from '#platform/ledger/position-at';
import type { ReplayChanged } from './answers.js';
import type { RequestReplayRequest } from './commands.js';
import type { ReplayPlan } from './events.js';
import { HistoryStore } from './histories/history-store.js';
import { ReplaysQuery } from './reading/replays.query.js';
import type { ReplayRefusalCode } from './refusals.js';
import { ReplayDesk } from './replay-desk.js';

const MOST_OPEN = 20;
const DEFAULT_ENTRYPOINT = 'writ/decision';

const no = (code: ReplayRefusalCode, detail?: string): Refusal => refuse(code, detail);

/** Turns what somebody asks for into a plan that says all of it: where the ledger ends now, and which policies by content. */
@Injectable()
export class AskReplay {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyDrafts) private readonly drafts: PolicyDrafts,
    @Inject(ReplaysQuery) private readonly query: ReplaysQuery,
    @Inject(HistoryStore) private readonly histories: HistoryStore,
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
  ) {}

  async ask(context: CommandContext, by: string, request: RequestReplayRequest): Promise<ReplayChanged | Refusal> {
    const { tenant } = context;
    if ((await this.query.open(tenant)) >= MOST_OPEN) return no('TOO_MANY_REPLAYS');
    const history = request.history === undefined ? undefined : await this.histories.find(tenant, request.history);
    if (request.history !== undefined && !history) return no('REPLAY_HISTORY_NOT_FOUND');
    if (history?.ruled === 0 && !request.baseline) return no('REPLAY_HISTORY_NOT_RULED');
    const { from, to } = history ? rowsOf(history.rows, request) : await positionsBetween(this.store, tenant, request.range);
    if (from > to) return no('REPLAY_RANGE_EMPTY', `from position ${from} to ${to}`);
    const baseline = await this.stored(tenant, request.baseline);
    if (isRefusal(baseline)) return baseline;
    const candidate = await this.candidate(tenant, request.candidate);
    if (isRefusal(candidate)) return candidate;
    const { name = null, mode, seed, listed } = request;
    const kept = history && { history: { digest: history.digest, format: history.format } };
    const plan: ReplayPlan = { ...kept, from, to, filter: filterOf(request), baseline, candidate, mode, seed, listed };
    return this.desk.handle(context, { type: 'RequestReplay', replay: madeId(context, 'replay'), name, plan, by });
  }

  private async candidate(tenant: string, given: RequestReplayRequest['candidate']): Promise<ActivePolicy | null | Refusal> {
    if (given?.modules === undefined)
      return this.stored(tenant, given as { readonly policy: string; readonly revision: number } | undefined);
    const { modules, data = {}, entrypoint = DEFAULT_ENTRYPOINT } = given;
    return this.drafts.keep(tenant, { modules, data, entrypoint });
  }

  private async stored(
    tenant: string,
    given: { readonly policy: string; readonly revision: number } | undefined,
  ): Promise<ActivePolicy | null | Refusal> {
    if (!given) return null;
    const { policy, revision } = given;
    const found = await this.revisions.source(tenant, policy, revision);
    if (found) return found.reference;
    const published = await this.revisions.published(tenant, policy);
    const meant = published ? `; published is revision ${published.revision}` : '';
    return refuse('POLICY_REVISION_NOT_FOUND', `there is no revision ${revision} of ${policy}${meant}`);
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
