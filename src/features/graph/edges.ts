import { Inject, Injectable } from '@nestjs/common';
import { AgentList, AgentView } from '#features/agents/contract';
import { Controls, pinFor } from '#features/controls/contract';
import { DecisionList, DecisionSummary, type ListedDecisions } from '#features/decisions/contract';
import { PolicyList, PolicyRevisionSummary, PolicyView } from '#features/policies/contract';
import { SessionList, SessionView } from '#features/sessions/contract';
import type { Edge } from './batches.js';
import { listed, listOf, type Asked, type Listed } from './listed-pages.js';

/** A revision as a key. */
export const revisionKey = ({ policy, revision }: { readonly policy: string; readonly revision: number }): string =>
  `${policy}@${revision}`;

/** Every edge, and what is read for it. */
@Injectable()
export class Edges {
  constructor(
    @Inject(AgentList) private readonly agents: AgentList,
    @Inject(SessionList) private readonly sessions: SessionList,
    @Inject(DecisionList) private readonly decisions: DecisionList,
    @Inject(PolicyList) private readonly policies: PolicyList,
    @Inject(Controls) private readonly controls: Controls,
  ) {}

  readonly agent: Edge<AgentView> = {
    name: 'agentsById',
    view: AgentView,
    load: (tenant, ids) => this.agents.many(tenant, ids),
  };

  readonly session: Edge<SessionView> = {
    name: 'sessionsById',
    view: SessionView,
    load: (tenant, ids) => this.sessions.many(tenant, ids),
  };

  readonly policy: Edge<PolicyView> = {
    name: 'policiesById',
    view: PolicyView,
    load: (tenant, ids) => this.policies.many(tenant, ids),
  };

  readonly revision: Edge<PolicyRevisionSummary> = {
    name: 'policyRevisionsByNumber',
    view: PolicyRevisionSummary,
    load: async (tenant, keys) => {
      const found = await this.policies.revisions(tenant, keys.map(numbered));
      return new Map(found.map((each) => [revisionKey(each), each]));
    },
  };

  sessionsOfAgents(page: Asked): Edge<Listed<SessionView>> {
    return {
      name: 'sessionsOfAgents',
      page,
      view: listOf(SessionView),
      load: async (tenant, agents) => {
        const found = await this.sessions.ofAgents(tenant, agents, { ...page, limit: page.limit + 1 });
        return new Map(
          [...found].map(([agent, all]) => {
            const items = all.slice(0, page.limit).map(({ view, position }) => ({ view, at: position }));
            return [agent, { items, hasMore: all.length > page.limit }];
          }),
        );
      },
    };
  }

  decisionsOfSessions(page: Asked): Edge<Listed<DecisionSummary>> {
    return decisionsOf('decisionsOfSessions', page, (tenant, sessions) => this.decisions.ofSessions(tenant, sessions, page));
  }

  decisionsOfAgents(page: Asked): Edge<Listed<DecisionSummary>> {
    return decisionsOf('decisionsOfAgents', page, (tenant, agents) => this.decisions.ofAgents(tenant, agents, page));
  }

  decisionsOfRevisions(page: Asked): Edge<Listed<DecisionSummary>> {
    return decisionsOf('decisionsOfRevisions', page, (tenant, keys) =>
      this.decisions.ofRevisions(tenant, keys.map(numbered), page),
    );
  }

  revisionsOfPolicies(page: Asked): Edge<Listed<PolicyRevisionSummary>> {
    return {
      name: 'revisionsOfPolicies',
      page,
      view: listOf(PolicyRevisionSummary),
      load: async (tenant, policies) => {
        const found = await this.policies.revisionsOf(tenant, policies, { ...page, limit: page.limit + 1 });
        return new Map([...found].map(([policy, all]) => [policy, listed(all, page.limit, ({ revision }) => revision)]));
      },
    };
  }

  /** What decides the calls of an agent now, in a session without a pin of its own. */
  readonly deciding: Edge<PolicyRevisionSummary> = {
    name: 'policyRevisionsOfAgents',
    view: PolicyRevisionSummary,
    load: async (tenant, ids) => {
      const { pins, policy } = (await this.controls.refreshed(tenant)).state;
      const now = new Date().toISOString();
      const deciding = [...(await this.agents.many(tenant, ids))].map(([agent, { labels }]) => {
        const chosen = pinFor(pins, { agent, labels, session: '' }, now)?.policy ?? policy;
        return [agent, chosen && revisionKey({ policy: chosen.id, revision: chosen.revision })] as const;
      });
      const sought = new Set(deciding.map(([, revision]) => revision).filter((revision) => revision !== null));
      const found = sought.size === 0 ? new Map<string, never>() : await this.revision.load(tenant, [...sought]);
      return new Map(deciding.flatMap(([agent, revision]) => pair(agent, revision === null ? undefined : found.get(revision))));
    },
  };
}

function decisionsOf(
  name: string,
  page: Asked,
  read: (tenant: string, keys: readonly string[]) => Promise<ReadonlyMap<string, ListedDecisions>>,
): Edge<Listed<DecisionSummary>> {
  return {
    name,
    page,
    view: listOf(DecisionSummary),
    load: async (tenant, keys) => {
      const found = await read(tenant, keys);
      return new Map(
        [...found].map(([key, { items, hasMore }]) => [
          key,
          { items: items.map((view) => ({ view, at: view.ledger.position })), hasMore },
        ]),
      );
    },
  };
}

function pair<V>(key: string, value: V | undefined): [string, V][] {
  return value === undefined ? [] : [[key, value]];
}

function numbered(key: string): { policy: string; revision: number } {
  const at = key.lastIndexOf('@');
  return { policy: key.slice(0, at), revision: Number(key.slice(at + 1)) };
}
