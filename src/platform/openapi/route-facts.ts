import type { ModulesContainer } from '@nestjs/core';
import type { Access, AnyOperation } from '#libs/operations';
import { ACCESS } from '#platform/auth/access';
import { OPERATION } from '#platform/operations/rest-controller';

/** What a route's operation says about it; of a route that is none, what its decorators say. */
export interface RouteFacts {
  readonly access: Access | undefined;
  readonly takesIdempotencyKey: boolean;
  readonly takesMinPosition: boolean;
  readonly offersCsv: boolean;
}

/** `AgentsController`, `register` -> `agents.register`: stable as long as both keep their names. */
export function operationIdOf(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun[0]?.toLowerCase()}${noun.slice(1)}.${method}`;
}

/** Facts by operation id, for every method of every controller. */
export function routeFacts(modules: ModulesContainer): Map<string, RouteFacts> {
  const facts = new Map<string, RouteFacts>();
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(metatype.prototype as object))) {
        if (typeof value === 'function') facts.set(operationIdOf(metatype.name, method), factsOf(value as object, metatype));
      }
    }
  }
  return facts;
}

function factsOf(handler: object, controller: object): RouteFacts {
  const operation = Reflect.getMetadata(OPERATION, handler) as AnyOperation | undefined;
  if (operation) {
    const { kind, spec } = operation;
    return {
      access: spec.access,
      takesIdempotencyKey: kind === 'command',
      takesMinPosition: spec.readsFrom !== undefined,
      offersCsv: spec.csv !== undefined,
    };
  }
  const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as Access | undefined;
  return { access, takesIdempotencyKey: false, takesMinPosition: false, offersCsv: false };
}

/** One sentence for the reference. */
export function accessSentence(access: Access | undefined): string {
  switch (access?.to) {
    case 'anyone':
      return 'Open to anyone.';
    case 'agent':
      return 'For agents, with an agent key.';
    case 'agent-or-operator':
      return 'For agents and operators.';
    case 'deployment-owner':
      return 'For the owner of the deployment.';
    case 'operator':
      return `For operators with the role ${access.roles.join(' or ')}${access.deployment ? '; also for the deployment itself' : ''}.`;
    default:
      return 'Closed.';
  }
}
