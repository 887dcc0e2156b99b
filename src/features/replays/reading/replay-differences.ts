import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/event-sourcing';
import { digestOf } from '#libs/evidence';
import { parseJson } from '#libs/exact-json';
import type { ReplayReport } from '#libs/replay';
import { ReplayDifferences, type FoundDifferences } from '../contract.js';
import { ReplayDesk } from '../replay-desk.js';
import type { ReplayRefusalCode } from '../refusals.js';
import { ReplaysQuery } from './replays.query.js';

const no = (code: ReplayRefusalCode): Refusal => refuse(code);

@Injectable()
export class ReportedDifferences extends ReplayDifferences {
  constructor(
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
    @Inject(ReplaysQuery) private readonly query: ReplaysQuery,
  ) {
    super();
  }

  async found(tenant: string, replay: string, most: number): Promise<FoundDifferences | Refusal> {
    const state = await this.desk.find(tenant, replay);
    if (!state) return no('REPLAY_NOT_FOUND');
    if (state.report === null) return no('REPLAY_NOT_COMPLETED');
    const { filter, baseline, candidate, history, seed, listed, from, to } = state.plan;
    if (!candidate || baseline || history) return no('REPLAY_WITHOUT_SUGGESTIONS');
    const body = await this.query.report(tenant, state.report);
    if (body === undefined || digestOf(body) !== state.report) return no('REPLAY_REPORT_ALTERED');
    const { differences } = parseJson(body) as unknown as ReplayReport;
    // What only follows from others is no fault of the rule that ruled.
    const direct = differences.filter(({ kind }) => kind === 'direct').slice(0, most);
    return { plan: { filter, baseline: null, candidate, seed, listed }, from, to, differences: direct };
  }
}
