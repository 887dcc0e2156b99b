import {
  exceptionEvents,
  exceptions,
  liftedByException,
  type ExceptionEvent,
  type ExceptionState,
} from '#features/exceptions/contract';
import { BoundedMap } from '#libs/bounded';
import { narrowedBySinks, sinkRuleEvents, sinkRules, type SinkRuleState } from '#features/labels/contract';
import { noTools, toolCatalogue, toolEvents, type ToolState } from '#features/tools/contract';
import { workflowOf } from '#features/approvals/contract';
import type { CallInput, Judgement } from '#libs/decision-guards';
import { evolve, fromRecorded } from '#libs/event-sourcing';
import type { BehindPolicy, RecordedDecision, Reach } from '#libs/replay';

import type { ReplayedEvent } from './recorded.js';

/** More than are decided in one append. */
const REMEMBERED_USES = 20_000;

/** The events that `Standing` is made of. */
export const STANDING_TYPES: readonly string[] = [toolEvents, sinkRuleEvents, exceptionEvents].flatMap((catalogue) =>
  Object.keys(catalogue),
);

/**
 * What stood behind policies, as of the events it was shown: those of a ledger in their order, from the first one on. A decision was
 * appended only where all of it was still so, so it is judged again by exactly what it was judged by.
 */
export class Standing implements BehindPolicy {
  private tools: ToolState = noTools;
  private rules: SinkRuleState = sinkRules.initial;
  private exceptions: ExceptionState = exceptions.initial;
  /** Decisions whose use of an exception is counted. */
  private readonly uses = new BoundedMap<string, true>(REMEMBERED_USES);

  take(event: ReplayedEvent): void {
    const tool = fromRecorded(toolEvents, event);
    if (tool) this.tools = evolve(toolCatalogue, this.tools, tool);
    const rule = fromRecorded(sinkRuleEvents, event);
    if (rule) this.rules = evolve(sinkRules, this.rules, rule);
    const exception = fromRecorded(exceptionEvents, event);
    if (exception?.type === 'ExceptionUsed') this.use(exception.exception, exception.decision);
    else if (exception) this.exceptions = evolve(exceptions, this.exceptions, exception);
  }

  /** That an exception let a decision pass counts from the next decision on, whether or not the event of it was shown. */
  takeUse({ id, exception }: RecordedDecision): void {
    if (exception) this.use(exception, id);
  }

  /** Whether some exception is for so many calls and no more. */
  get countsUses(): boolean {
    return this.exceptions.open.some(({ left }) => left !== null);
  }

  narrow(judged: Judgement, input: CallInput): Judgement | undefined {
    const { tools, rules } = this;
    // Without a catalogue nobody says what data is in a call.
    return tools.version === 0 ? undefined : narrowedBySinks(judged, { tools, rules }, input);
  }

  wrongRequest({ obligations }: Judgement): string | undefined {
    const workflow = workflowOf(obligations);
    return 'wrong' in workflow ? workflow.wrong : undefined;
  }

  lift(judged: Judgement, input: CallInput): Judgement | undefined {
    return this.exceptions.open.length === 0 ? undefined : liftedByException(judged, this.exceptions, input);
  }

  private use(exception: string, decision: string): void {
    if (this.uses.get(decision)) return;
    this.uses.set(decision, true);
    this.exceptions = evolve<ExceptionEvent, ExceptionState>(exceptions, this.exceptions, {
      type: 'ExceptionUsed',
      exception,
      decision,
    });
  }

  /** A tool that nobody has described may do anything. */
  reachOf(tool: string): Reach {
    return this.tools.tools.get(tool)?.class === 'read' ? 'reads' : 'changes';
  }
}
