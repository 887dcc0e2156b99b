import { z } from 'zod';
import { anonymous, ApiClient, type Authority } from '../../cli/session/api-client.js';
import { understood } from '../../contract/reading.js';

export interface Secret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** `expiresIn` is in seconds. */
const TokenAnswer = z.looseObject({ accessToken: z.string(), expiresIn: z.number() });

/** Somebody with a client secret; the token that it gets for it stays in memory. */
class SignedIn implements Authority {
  private token: string | undefined;

  constructor(
    private readonly url: string,
    private readonly secret: Secret,
  ) {}

  async authorization(): Promise<string> {
    if (this.token === undefined) await this.renew();
    return `Bearer ${this.token}`;
  }

  async renew(): Promise<boolean> {
    const { clientId, clientSecret } = this.secret;
    const answer = await new ApiClient(this.url, anonymous).post('/v1/auth/token', { body: { clientId, clientSecret } });
    this.token = understood(TokenAnswer, answer, 'token').accessToken;
    return true;
  }
}

export function personAt(url: string, secret: Secret): ApiClient {
  return new ApiClient(url, new SignedIn(url, secret));
}

export function agentAt(url: string, key: string): ApiClient {
  return new ApiClient(url, { authorization: () => Promise.resolve(`Bearer ${key}`) });
}
