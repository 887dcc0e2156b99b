import { StandardSchemaValidationPipe } from '@nestjs/common';
import { refusalForIssues } from '../valid.js';

/**
 * Checks what arrives against the schema of its parameter and otherwise leaves it as it was sent. Nest's own pipe deletes
 * members such as `constructor` first: then another call would be decided and recorded than the one the agent makes.
 * `__proto__` was refused when the body was parsed.
 */
export class ExactInputPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: refusalForIssues });
  }

  protected override stripProtoKeys(): void {}
}
