import { Inject, Injectable, type Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { operationsIn, type AnyOperation } from '#libs/operations';

class OperationList {
  constructor(readonly operations: readonly AnyOperation[]) {}
}

/** Makes the operations among the exports of a feature's `operations.ts` known to the process. */
export function provideOperations(exports: object): Provider {
  const operations = operationsIn(exports);
  return { provide: Symbol('operations'), useValue: new OperationList(operations) };
}

/** Every operation that a module of this process declares. */
@Injectable()
export class DeclaredOperations {
  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  all(): AnyOperation[] {
    return this.discovery
      .getProviders()
      .flatMap(({ instance }) => (instance instanceof OperationList ? instance.operations : []))
      .sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
  }
}
