export { DeclaredOperations, provideOperations } from './declared-operations.js';
export { Dispatcher, handlerProblems } from './dispatcher.js';
export { handling, type Handles, type Instances, type Provided } from './handlers.js';
export { OperationsModule } from './operations.module.js';
