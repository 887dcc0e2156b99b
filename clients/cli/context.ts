import type { Command } from 'commander';
import { waitAfter } from '../contract/backoff.js';
import { anonymous, ApiClient, type Authority } from './session/api-client.js';
import { CommandError, usageError } from './exit.js';
import { readTextPastMark } from './reading/text-file.js';
import { isSameServer, type LocalCredentials, readLocalCredentials } from './session/local-credentials.js';
import { OperatorAuthority } from './session/operator-session.js';
import { knownProfile } from './session/profiles.js';
import { serverChoice, type ServerChoice } from './session/server-choice.js';
import { jsonText, screenOn, type Screen } from './showing/screen.js';
import { WRIT } from './started-as.js';
import { type Surroundings, surroundingsOf } from './surroundings.js';

/** After 1, 2, 4 and 8 seconds: a server that was killed is back by then, or somebody has to look. */
const REPEATS = 4;
const LONGEST_WAIT_MS = 10_000;

/** Options every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly profile?: string;
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
  private chosen: ServerChoice | undefined;

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
    return this.server.url;
  }

  /** Where the session with it is kept. */
  get sessionPath(): string {
    return this.server.sessionPath;
  }

  /** The name of the profile in force. */
  get profile(): string | undefined {
    return this.server.profile?.name;
  }

  /** The same, of a profile that need not be there yet: what signing in is about. */
  get signInServer(): ServerChoice {
    return (this.chosen ??= serverChoice(this.options, this.env, () => this.localCredentials()?.url));
  }

  private get server(): ServerChoice {
    const { profile } = this.signInServer;
    if (profile && !profile.kept) knownProfile(this.env, profile.name);
    return this.signInServer;
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
    const { url, sessionPath, profile } = this.server;
    if (!profile) return new OperatorAuthority(sessionPath, url, this.localCredentials());
    // Who named a person gets that one or nobody.
    return new OperatorAuthority(sessionPath, url, undefined, Date.now, `${WRIT} login --profile ${profile.name}`);
  }

  agent(keyFile: string | undefined): ApiClient {
    const key = this.agentKey(keyFile);
    const authority: Authority = { authorization: () => Promise.resolve(`Bearer ${key}`) };
    return new ApiClient(this.url, authority);
  }

  private agentKey(keyFile: string | undefined): string {
    if (keyFile === undefined) this.refuseKeyOfOtherServer();
    const given = keyFile === undefined ? this.env['WRIT_AGENT_KEY'] : readKeyFile(keyFile);
    if (given) return checkedKey(given.trim());
    const local = this.localCredentials();
    if (local && isSameServer(local.url, this.url)) return local.agentKey;
    throw new CommandError('NO_AGENT_KEY', `no agent key for ${this.url}: use --agent-key-file or WRIT_AGENT_KEY`);
  }

  /** A key and a server that are set side by side belong together: no other server gets that key. */
  private refuseKeyOfOtherServer(): void {
    const { WRIT_AGENT_KEY: key, WRIT_URL: url } = this.env;
    if (!key || !url || isSameServer(url, this.url)) return;
    throw usageError(`WRIT_AGENT_KEY is beside WRIT_URL, which is not ${this.url}: use --agent-key-file, or set both anew`);
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
