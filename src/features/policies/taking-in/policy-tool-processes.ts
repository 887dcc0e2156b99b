import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { excerpt } from '#libs/bounded';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';
import type { ToolFailure, ToolOrder, ToolOutcome, ToolSetting } from '#libs/policy-tasks';
import { sealedOpa } from '#libs/rego-compiler';
import { DecisionInput } from '#libs/ruling';
import { TaskProcesses, WaitingRoom, type Task, type TaskStop } from '#libs/task-processes';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import type { Logger } from '#platform/telemetry/logging';
import { PolicyTools, type PolicyTool } from '../contract.js';
import type { PolicyRefusalCode } from '../refusals.js';

/** Places that a problem names: the first few are enough to go on. */
const TOLD = 50;
const MAX_TEXT = 300;

/** The policy toolchain in processes of its own: how many there are, who waits how long for them, and what becomes of a failure. */
@Injectable()
export class PolicyToolProcesses extends PolicyTools implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly processes: TaskProcesses;
  private readonly rooms = {
    looking: new WaitingRoom({ waiting: 16, waitingPerTenant: 8 }),
    /** Whoever added a revision waits until it is recorded. */
    recording: new WaitingRoom({ waiting: 128, waitingPerTenant: 64 }),
  };
  private setting: ToolSetting | undefined;
  private isStopping = false;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    this.processes = new TaskProcesses(configuration.WRIT_POLICY_WORKERS, ({ pid, why, code, signal }) =>
      logger.warn({ pid, why, code, signal }, 'a process of the policy tools ended in the middle of a task'),
    );
  }

  async run<I, A>(
    tenant: string,
    { module }: PolicyTool<I, A>,
    asked: I,
    purpose: 'looking' | 'recording' = 'looking',
  ): Promise<A | Refusal<PolicyRefusalCode>> {
    const task: Task<ToolOrder<I>, ToolOutcome<A>> = { module };
    const end = await this.processes.run(tenant, task, { asked, ...(await this.settings()) }, this.rooms[purpose]);
    if ('stopped' in end) return refusalAt(end.stopped);
    return end.answer.ok ? end.answer.answer : this.refusalFor(end.answer);
  }

  /** Before the server waits for its requests to end: they end soon. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    this.processes.stopSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.processes.close();
  }

  private async settings(): Promise<ToolSetting> {
    if (this.setting) return this.setting;
    const { OPA_BIN: opaBin, WRIT_DECISION_FUEL: fuel } = this.configuration;
    const opaSeal = opaBin === undefined ? await sealedOpa() : undefined;
    return (this.setting = { opaBin, opaSeal, fuel, inputSchema: inputSchemaOf() });
  }

  private refusalFor({ code, detail, findings }: ToolFailure): Refusal<PolicyRefusalCode> {
    if (code === 'POLICY_TOO_COSTLY' && this.isStopping) return refusalAt('stopping');
    const errors = findings.slice(0, TOLD).map(({ message, ...place }) => ({ ...place, message: brief(message) }));
    return refuse(code, brief(detail), errors.length > 0 ? { errors } : undefined);
  }
}

function refusalAt(stopped: TaskStop): Refusal<PolicyRefusalCode> {
  if (stopped === 'busy') return refuse('POLICY_TOOLS_BUSY');
  if (stopped === 'stopping') return refuse('POLICY_TOOLS_BUSY', 'the server is stopping');
  if (stopped === 'time') return refuse('POLICY_TOO_COSTLY', 'the policy took too long');
  if (stopped === 'memory') return refuse('POLICY_TOO_COSTLY', 'the policy took too much memory');
  return refuse('POLICY_TOO_COSTLY', `what worked on the policy was ended by ${stopped}`);
}

function inputSchemaOf(): Json {
  return z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' }) as Json;
}

function brief(text: string): string {
  return text.length <= MAX_TEXT ? text : `${excerpt(text, MAX_TEXT)}...`;
}
