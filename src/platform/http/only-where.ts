import { Inject, Injectable, UseGuards, type CanActivate } from '@nestjs/common';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { refuseWith } from './problem-details.js';

/** For what the whole world may read, but not everywhere: where the setting is off there is no such route. */
export function OnlyWhere(setting: 'servesMetrics' | 'servesDocs' | 'graphqlIntrospection'): ClassDecorator & MethodDecorator {
  @Injectable()
  class SettingGuard implements CanActivate {
    constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

    canActivate(): boolean {
      if (!this.configuration[setting]) throw refuseWith('NOT_FOUND', 'this server does not serve it');
      return true;
    }
  }
  return UseGuards(SettingGuard);
}
