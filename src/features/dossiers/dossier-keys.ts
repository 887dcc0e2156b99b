import { Inject, Injectable } from '@nestjs/common';
import { BoundedMap } from '#libs/bounded';
import { derivedKey, type DerivedKey } from '#platform/auth/derived-key';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';

/**
 * The key that signs a tenant's change dossiers follows from the deployment key, as the one of bundles does: every process has it,
 * and it changes exactly when the deployment key does. It proves that this deployment found what the dossier says.
 */
@Injectable()
export class DossierKeys {
  private readonly keys = new BoundedMap<string, DerivedKey>(1_000);

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  of(tenant: string): DerivedKey {
    const known = this.keys.get(tenant);
    if (known) return known;
    const made = derivedKey(this.configuration.deploymentKey, `change-dossier-key/${tenant}`);
    this.keys.set(tenant, made);
    return made;
  }
}
