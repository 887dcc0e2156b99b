import { Injectable, type Provider, type Type } from '@nestjs/common';
import type { Projection, Reaction } from '#libs/event-sourcing';
import type { Job } from '#libs/jobs';

/** Every projection, reaction and job of the application, collected while modules load; the worker runs them. */
@Injectable()
export class SubscriptionRegistry {
  readonly projections: Projection[] = [];
  readonly reactions: Reaction[] = [];
  readonly jobs: Job[] = [];
  /** Whether an operator had a projection or reaction pass over an event that it fails at; the feature that records it sets it. */
  passesOver: ((tenant: string, subscription: string, position: number) => Promise<boolean>) | undefined;

  /** Whether an operator had a projection or reaction stand still, as of a moment ago or of now; set by the same feature. */
  isPaused: ((tenant: string, subscription: string, asOf?: 'now') => Promise<boolean>) | undefined;
  /** Whether it is to stand still for now, for that reason or because its rows are being written. */
  standsStill: ((tenant: string, subscription: string) => Promise<boolean>) | undefined;

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

  addJob(job: Job): Job {
    if (this.jobs.some((known) => known.name === job.name)) throw new Error(`job ${job.name} is registered twice`);
    this.jobs.push(job);
    return job;
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

/** For a feature module's `providers`: makes the reaction known to the worker. It is pure, so it is given nothing. */
export function provideReaction(reaction: Reaction): Provider {
  return {
    provide: Symbol(`reaction ${reaction.name}`),
    useFactory: (registry: SubscriptionRegistry) => registry.addReaction(reaction),
    inject: [SubscriptionRegistry],
  };
}

/** For a feature module's `providers`, beside the job itself: makes it known to the worker. */
export function provideJob(job: Type<Job>): Provider {
  return {
    provide: Symbol(`job ${job.name}`),
    useFactory: (registry: SubscriptionRegistry, made: Job) => registry.addJob(made),
    inject: [SubscriptionRegistry, job],
  };
}
