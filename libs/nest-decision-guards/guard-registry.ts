import { Injectable, type Provider } from '@nestjs/common';
import { inOrder, type DecisionGuard } from '#libs/decision-guards';

/** Every guard of the application, collected while modules load, in the order in which they judge. */
@Injectable()
export class GuardRegistry {
  private order: readonly DecisionGuard[] = [];

  get guards(): readonly DecisionGuard[] {
    return this.order;
  }

  /** A second guard of the same name or place keeps the application from starting. */
  add<S, P>(guard: DecisionGuard<S, P>): DecisionGuard<S, P> {
    this.order = inOrder([...this.order, guard as DecisionGuard]);
    return guard;
  }
}

/** For a feature module's `providers`: `make` gets what `inject` names and returns the guard. */
export function provideGuard<T extends unknown[], S, P>(
  make: (...dependencies: T) => DecisionGuard<S, P>,
  inject: unknown[],
): Provider {
  return {
    provide: Symbol('guard'),
    useFactory: (registry: GuardRegistry, ...dependencies: unknown[]) => registry.add(make(...(dependencies as T))),
    inject: [GuardRegistry, ...inject] as never,
  };
}
