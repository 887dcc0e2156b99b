import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type CommandContext, type JsonObject, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { CatalogueChanged } from './answers.js';
import type { ToolCommand } from './commands.js';
import { ToolCatalogue } from './contract.js';
import { toolCatalogue, type ToolState } from './decider.js';
import { toolEvents } from './events.js';
import type { ToolRefusalCode } from './refusals.js';
import { ArgumentSchemas } from './schemas/argument-schemas.js';
import { TOOLS_STREAM } from './tools-stream.js';

/** Where operators say what tools do. Schemas are compiled before they get in, so that no decision meets one that cannot be used. */
@Injectable()
export class ToolDesk extends ToolCatalogue {
  private readonly streams: StreamKind<ToolCommand, typeof toolEvents, ToolState, ToolRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(ArgumentSchemas) private readonly schemas: ArgumentSchemas,
  ) {
    super();
    this.streams = ledger.streams(toolEvents, toolCatalogue);
  }

  get states() {
    return this.streams.states;
  }

  async handle(context: CommandContext, command: ToolCommand): Promise<CatalogueChanged | Refusal> {
    const problem = await this.problemIn(schemasOf(command));
    if (problem !== undefined) return refuse('ARGUMENT_SCHEMA_INVALID', problem);
    const done = await this.streams.handle(context, TOOLS_STREAM, command);
    if (isRefusal(done)) return done;
    const changed = done.events.map(({ tool }) => tool);
    return { version: done.state.version, changed, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** One after the other, with a pause between: decisions are not kept waiting for all of them. */
  private async problemIn(schemas: readonly (readonly [tool: string, schema: JsonObject | null])[]): Promise<string | undefined> {
    for (const [tool, schema] of schemas) {
      const problem = schema && this.schemas.problemOf(schema);
      if (problem) return `${tool}: ${problem}`;
      await setImmediate();
    }
    return undefined;
  }
}

function schemasOf(command: ToolCommand): (readonly [string, JsonObject | null])[] {
  if (command.type === 'DescribeTool') return [[command.tool, command.as.argumentSchema]];
  return command.type === 'ImportTools' ? command.tools.map(({ name, argumentSchema }) => [name, argumentSchema]) : [];
}
