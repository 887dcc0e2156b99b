import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';

export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** Asks `/graphql` of one server, as whom a token says. */
export class GraphqlCaller {
  constructor(private readonly url: string) {}

  /** The answer as it came, whatever it says. */
  async ask(
    token: string | undefined,
    query: string,
    variables: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<GraphqlAnswer> {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphqlAnswer;
  }

  /** What is told without any error. */
  async told<T = Record<string, unknown>>(
    token: string | undefined,
    query: string,
    variables: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const { data, errors } = await this.ask(token, query, variables, headers);
    expect(errors).toStrictEqual(undefined);
    return data as T;
  }

  /** The code of the first error of an answer that tells nothing else. */
  async codeOf(token: string | undefined, query: string, variables: object = {}): Promise<unknown> {
    const { data, errors } = await this.ask(token, query, variables);
    expectThat(
      JSON.stringify(data),
      Object.values(data ?? {}).every((value) => value === null),
    ).toBe(true);
    return errors?.[0]?.extensions.code;
  }
}
