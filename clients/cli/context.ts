import type { Command } from 'commander';
import { waitAfter } from '../contract/backoff.js';
import { anonymous, ApiClient, type Authority } from './session/api-client.js';
import { CommandError, usageError } from './exit.js';
import { readTextPastMark } from './reading/text-file.js';
import { isSameServer, type LocalCredentials, readLocalCredentials } from './session/local-credentials.js';
import { OperatorAuthority, readSession, sessionPath } from './session/operator-session.js';
import { jsonText, screenOn, type Screen } from './showing/screen.js';
import { type Surroundings, surroundingsOf } from './surroundings.js';

/** After 1, 2, 4 and 8 seconds: a server that was killed is back by then, or somebody has to look. */
const REPEATS = 4;
const LONGEST_WAIT_MS = 10_000;

const DEFAULT_URL = 'http://127.0.0.1:7420';

/** Options every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** What a command has to work with, made from the command line and the environment. */
export class Context {
  readonly screen: Screen;
  readonly isJson: boolean;
  readonly env: NodeJS.ProcessEnv;
  private local: LocalCredentials | undefined;
  private isLocalRead = false;

  constructor(
    private readonly options: GlobalOptions,
    surroundings: Surroundings,
  ) {
    this.isJson = options.json === true;
    this.env = surroundings.env;
    this.screen = screenOn(surroundings, options.color !== false && !this.isJson);
  }

  /** Origin and path prefix of the server, without a slash at the end. */
  get url(): string {
    const given = this.options.url ?? (this.env['WRIT_URL'] || undefined);
    return serverUrl(given ?? this.localCredentials()?.url ?? readSession(this.sessionPath)?.url ?? DEFAULT_URL);
  }

  get sessionPath(): string {
    return sessionPath(this.env);
  }

  localCredentials(): LocalCredentials | undefined {
    if (!this.isLocalRead) this.local = readLocalCredentials(this.env);
    this.isLocalRead = true;
    return this.local;
  }

  public(): ApiClient {
    return new ApiClient(this.url, anonymous);
  }

  operator(): ApiClient {
    return new ApiClient(this.url, this.operatorAuthority(), {
      times: REPEATS,
      waitMs: (error, failures) => Math.min(waitAfter(error, failures, Math.random()), LONGEST_WAIT_MS),
      onRepeat: (ms, error) => this.screen.note(`${(error as Error).message}; asking again in ${(ms / 1000).toFixed(1)} s`),
    });
  }

  operatorAuthority(): OperatorAuthority {
    return new OperatorAuthority(this.sessionPath, this.url, this.localCredentials());
  }

  agent(keyFile: string | undefined): ApiClient {
    const key = this.agentKey(keyFile);
    const authority: Authority = { authorization: () => Promise.resolve(`Bearer ${key}`) };
    return new ApiClient(this.url, authority);
  }

  private agentKey(keyFile: string | undefined): string {
    const given = keyFile === undefined ? this.env['WRIT_AGENT_KEY'] : readKeyFile(keyFile);
    if (given) return checkedKey(given.trim());
    const local = this.localCredentials();
    if (local && isSameServer(local.url, this.url)) return local.agentKey;
    throw new CommandError('NO_AGENT_KEY', `no agent key for ${this.url}: use --agent-key-file or WRIT_AGENT_KEY`);
  }

  /** The result: `document` for --json, otherwise the lines. */
  answer(document: unknown, lines: () => readonly string[]): void {
    if (this.isJson) this.screen.print(jsonText(document));
    else for (const line of lines()) this.screen.print(line);
  }
}

export function contextOf(command: Command): Context {
  return new Context(command.optsWithGlobals<GlobalOptions>(), surroundingsOf(command));
}

/** Origin and path, as they are sent: what a URL reader would drop or move in silence is refused. */
function serverUrl(given: string): string {
  const text = given.trim();
  if (!/^https?:\/\//i.test(text) || /\s/.test(text) || !URL.canParse(text)) throw usageError(`not an http(s) URL: ${given}`);
  const { origin, pathname, search, hash, username, password } = new URL(text);
  if (search || hash || username || password) throw usageError('the URL of a server has no user, no ? and no # in it');
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

/** A key with anything else in it could not be sent, and the error would show it. */
function checkedKey(key: string): string {
  if (!/^[!-~]+$/.test(key))
    throw new CommandError('NO_AGENT_KEY', 'the agent key holds a space, a line break or a letter that no key has');
  return key;
}

function readKeyFile(path: string): string {
  try {
    return readTextPastMark(path);
  } catch (cause) {
    throw new CommandError('NO_AGENT_KEY', (cause as Error).message, undefined, { cause });
  }
}
