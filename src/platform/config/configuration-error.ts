/** The configuration cannot be used; the message names every variable that is wrong and never shows a value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
