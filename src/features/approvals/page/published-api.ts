import { membersOf } from './exact-text.js';

/** A refusal, or no answer at all, in words and with a code. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    readonly code: string,
    says: string,
  ) {
    super(says);
  }
}

/**
 * What was answered, as it is written. Only members whose names are all ours are read: an object with names that an agent chose is
 * shown as text, for no parser is to stand between the two.
 */
export class Answer {
  private readonly members: ReadonlyMap<string, string>;

  constructor(text: string) {
    this.members = membersOf(text);
  }

  /** Empty when it is not there. */
  text(name: string): string {
    return this.members.get(name) ?? '';
  }

  read<T>(name: string): T {
    return JSON.parse(this.members.get(name) ?? 'null') as T;
  }
}

/** The API as anybody may use it, with the credential of whoever sits in front of the page; kept in this object and nowhere else. */
export class PublishedApi {
  private token: string | undefined;

  constructor(private readonly root: URL) {}

  async signIn(clientId: string, clientSecret: string): Promise<void> {
    this.token = undefined;
    const answer = await this.call('POST', 'v1/auth/token', { clientId, clientSecret });
    this.token = answer.read<string>('accessToken');
  }

  async call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const answer = await fetch(new URL(path, this.root), {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    }).catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    if (!answer || text === undefined)
      throw new RefusedError('NO_ANSWER', 'Writ did not answer. Look at your connection and try again.');
    if (!answer.ok) throw refusalIn(text, answer.status);
    return new Answer(text);
  }
}

/** Whatever stands between us and Writ answers in its own way. */
function refusalIn(text: string, status: number): RefusedError {
  if (!text.startsWith('{')) return new RefusedError(`HTTP_${status}`, 'Something else than Writ answered.');
  const answer = new Answer(text);
  return new RefusedError(
    answer.read<string | null>('code') ?? `HTTP_${status}`,
    answer.read<string | null>('detail') ?? 'Writ refused this.',
  );
}
