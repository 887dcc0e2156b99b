export { GuardRegistry, provideGuard } from './guard-registry.js';
