import { Injectable, type Provider } from '@nestjs/common';
import type { Projection, Reaction } from '#libs/event-sourcing';

/** Every projection and reaction of the application, collected while modules load; the worker runs them. */
@Injectable()
export class SubscriptionRegistry {
  readonly projections: Projection[] = [];
  readonly reactions: Reaction[] = [];

  addProjection(projection: Projection): Projection {
    if (this.projections.some((known) => known.name === projection.name))
      throw new Error(`projection ${projection.name} is registered twice`);
    this.projections.push(projection);
    return projection;
  }

  addReaction(reaction: Reaction): Reaction {
    if (this.reactions.some((known) => known.name === reaction.name))
      throw new Error(`reaction ${reaction.name} is registered twice`);
    this.reactions.push(reaction);
    return reaction;
  }
}

/** For a feature module's `providers`: makes the projection known to the worker. */
export function provideProjection(projection: Projection): Provider {
  return {
    provide: Symbol(`projection ${projection.name}`),
    useFactory: (registry: SubscriptionRegistry) => registry.addProjection(projection),
    inject: [SubscriptionRegistry],
  };
}

/** For a feature module's `providers`: `make` gets what `inject` names and returns the reaction. */
export function provideReaction<T extends unknown[]>(make: (...dependencies: T) => Reaction, inject: unknown[]): Provider {
  return {
    provide: Symbol('reaction'),
    useFactory: (registry: SubscriptionRegistry, ...dependencies: unknown[]) =>
      registry.addReaction(make(...(dependencies as T))),
    inject: [SubscriptionRegistry, ...inject] as never,
  };
}
