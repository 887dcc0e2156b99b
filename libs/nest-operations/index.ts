export { DeclaredOperations, provideOperations } from './declared-operations.js';
export { Dispatcher, handlerProblems } from './dispatcher.js';
export { Handler, type Handles } from './handlers.js';
export { OperationsModule } from './operations.module.js';
