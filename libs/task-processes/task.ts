/** What a task knows beside its input. */
export interface TaskRun {
  /** Nothing it starts may go on after this, in milliseconds of `monotonicMs`. */
  readonly until: number;
}

/** A module whose `carryOut` does one kind of work. It runs in a process of its own, without any secret and without an environment. */
interface TaskModule {
  carryOut(input: never, run: TaskRun): Promise<unknown>;
}

/** One kind of work: where the code of it lies, and what goes in and comes out, both as JSON. */
export interface Task<I, A> {
  /** URL of the module; never from a request. */
  readonly module: string;
  readonly types?: (input: I) => A;
}

/** The task that the module at `url` carries out: `taskIn<typeof import('./x.task.js')>('./x.task.js', import.meta.url)`. */
export function taskIn<M extends TaskModule>(
  path: string,
  beside: string,
): Task<Parameters<M['carryOut']>[0], Awaited<ReturnType<M['carryOut']>>> {
  return { module: new URL(path, beside).href };
}

/** A task on its way to a process, as JSON. */
export interface TaskOrder extends TaskRun {
  readonly module: string;
  readonly input: unknown;
  /** Folder of this task alone, for temporary files; removed by whoever made it. */
  readonly folder: string;
}

/** What comes back; `fault` says what is broken. */
export type TaskReply = { readonly answer: unknown } | { readonly fault: string };

/** A clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
