import { Inject, Injectable } from '@nestjs/common';
import { refuseWith } from '#platform/http/problem-details';
import { OperatorStanding, OperatorTokens } from './operator-tokens.js';
import type { AgentPrincipal, OperatorPrincipal, Principal } from './principal.js';

/** Checks agent keys. The agents feature provides it; the platform only knows that such keys start with `wrk_`. */
export abstract class AgentKeys {
  /**
   * The agent a key proves, or undefined when the key is unknown, revoked or wrong. With `remembered` it may be what this
   * process saw earlier: only for callers that check the agent's revision again when they append.
   */
  abstract verify(key: string, remembered?: boolean): Promise<AgentPrincipal | undefined>;

  /** The same by what is remembered, at once; undefined says nothing about the key. */
  abstract recall(key: string): AgentPrincipal | undefined;
}

const AGENT_KEY = 'wrk_';
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{1,4096})$/i;

/** Turns a bearer token into a principal: the same for REST, GraphQL and the stream. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(AgentKeys) private readonly agentKeys: AgentKeys,
    @Inject(OperatorTokens) private readonly operatorTokens: OperatorTokens,
    @Inject(OperatorStanding) private readonly operatorStanding: OperatorStanding,
  ) {}

  /** The agent of a key that this process remembers; undefined when `fromHeader` has to find out. */
  recall(header: string | undefined): AgentPrincipal | undefined {
    const token = tokenIn(header);
    return token?.startsWith(AGENT_KEY) ? this.agentKeys.recall(token) : undefined;
  }

  async fromHeader(header: string | undefined, remembered = false): Promise<Principal> {
    const token = tokenIn(header);
    if (token === undefined) throw refuseWith('UNAUTHENTICATED', 'no bearer token');
    return this.fromToken(token, remembered);
  }

  async fromToken(token: string, remembered = false): Promise<Principal> {
    const principal = token.startsWith(AGENT_KEY) ? await this.agentKeys.verify(token, remembered) : await this.operator(token);
    if (!principal) throw refuseWith('UNAUTHENTICATED');
    return principal;
  }

  /** A token says who signed in; the ledger says what that is good for by now. */
  private async operator(token: string): Promise<OperatorPrincipal | undefined> {
    const claimed = await this.operatorTokens.verify(token);
    return claimed && this.operatorStanding.recheck(claimed);
  }
}

function tokenIn(header: string | undefined): string | undefined {
  return header === undefined ? undefined : BEARER.exec(header)?.[1];
}
