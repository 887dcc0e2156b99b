import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { DeclaredOperations } from './declared-operations.js';
import { Dispatcher } from './dispatcher.js';

/** The buses and what keeps them honest. Of @nestjs/cqrs the event bus, sagas and aggregate roots stay unused. */
@Global()
@Module({
  imports: [DiscoveryModule, CqrsModule.forRoot()],
  providers: [DeclaredOperations, Dispatcher],
  exports: [DeclaredOperations, Dispatcher],
})
export class OperationsModule {}
