import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { RunningWrit } from '#test/support/running-writ';
import { PolicyToolProcesses } from '../taking-in/policy-tool-processes.js';

/** Where an API ends: before its `step`-th input or output from the moment it is armed, or after it. Steps count from 1. */
export interface Death {
  readonly step: number;
  readonly when: 'before' | 'after';
}

export interface DyingApi {
  readonly url: string;
  /** The steps begun since it was armed, by name. */
  readonly steps: readonly string[];
  readonly isDead: boolean;
  close(): Promise<void>;
}

type Io = (...args: never[]) => Promise<unknown>;

type Run = PolicyToolProcesses['run'];
/** Questions that were asked already, by the processes that answered them. */
const answers = new WeakMap<PolicyToolProcesses, Map<string, Promise<never>>>();

/**
 * An API that remembers nothing of the first one, and has what works on its policies in the processes of that one: they remember
 * nothing from task to task, and starting them is most of what starting an API costs. What they were asked before, byte for byte,
 * they would answer again as they did, and are not asked.
 */
export async function startAnotherApi(writ: RunningWrit): ReturnType<RunningWrit['startSecondApi']> {
  const api = await writ.startSecondApi();
  const first = writ.api.app.get(PolicyToolProcesses);
  const known = answers.get(first) ?? new Map<string, Promise<never>>();
  answers.set(first, known);
  api.app.get(PolicyToolProcesses).run = ((tenant, tool, asked, purpose) => {
    const question = JSON.stringify([tool.module, asked]);
    const answer = known.get(question) ?? first.run(tenant, tool, asked, purpose);
    known.set(question, answer as Promise<never>);
    return answer;
  }) as Run;
  return api;
}

/**
 * An API of its own whose connection to the database ends at one point: that step fails, carried out or not, and so does every
 * later one. To everybody else it is as if the process had been killed there.
 */
export async function startDyingApi(writ: RunningWrit, death: Death): Promise<DyingApi> {
  const api = await startAnotherApi(writ);
  const steps: string[] = [];
  let isDead = false;
  const dying = <T extends Io>(name: string, io: T): T =>
    (async (...args: never[]) => {
      if (isDead) throw new Error('the process is gone');
      steps.push(name);
      const isLast = steps.length === death.step;
      isDead ||= isLast && death.when === 'before';
      if (isDead) throw new Error(`gone before ${name}`);
      const result = await io(...args);
      isDead ||= isLast;
      if (isDead) throw new Error(`gone after ${name}`);
      return result;
    }) as T;
  const store = api.app.get<EventStore>(EVENT_STORE);
  const database = api.app.get(TenantDatabase);
  store.append = dying('append', store.append.bind(store));
  store.readStream = dying('readStream', store.readStream.bind(store));
  database.as = dying('database', database.as.bind(database) as Io) as TenantDatabase['as'];
  return {
    url: api.url,
    steps,
    get isDead() {
      return isDead;
    },
    close: () => api.close(),
  };
}
