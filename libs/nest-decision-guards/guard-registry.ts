import { Injectable, type Provider } from '@nestjs/common';
import { inOrder, type Asking, type DecisionGuard } from '#libs/decision-guards';

/** Every guard of the application, collected while modules load, in the order in which they judge. */
@Injectable()
export class GuardRegistry {
  private order: readonly DecisionGuard[] = [];

  get guards(): readonly DecisionGuard[] {
    return this.order;
  }

  /** Whether any of them records something along with outcomes. */
  get settles(): boolean {
    return this.order.some(({ settle }) => settle !== undefined);
  }

  /**
   * The lane of calls of several sessions that this one belongs into, that of the whole tenant where guards name different ones;
   * undefined when its session is lane enough.
   */
  together(asking: Asking): string | undefined {
    let found: string | undefined;
    for (const guard of this.order) {
      const lane = guard.together?.(asking);
      if (lane === undefined || lane === found) continue;
      if (found !== undefined) return '';
      found = lane;
    }
    return found;
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
