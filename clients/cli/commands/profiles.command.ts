import type { Command } from 'commander';
import { contextOf } from '../context.js';
import {
  chooseProfile,
  chosenProfile,
  knownProfile,
  profileName,
  profileNames,
  readProfile,
  removeProfile,
} from '../session/profiles.js';
import { shown } from '../showing/screen.js';
import { table } from '../showing/table.js';
import { WRIT } from '../started-as.js';

const TITLES = ['profile', 'used', 'signed in', 'server', 'operator'].map((title) => ({ title }));

/** Servers with a person on each, under names: what kubectl calls contexts. */
export function addProfiles(program: Command): void {
  const profiles = program
    .command('profiles')
    .description('the profiles there are, which of them is used, and which is to be used');
  addList(profiles);
  profiles
    .command('use')
    .description('the profile that commands take when none is named; without a name, none')
    .argument('[name]')
    .action((name: string | undefined, _options: unknown, command: Command) => {
      const context = contextOf(command);
      if (name !== undefined) knownProfile(context.env, profileName(name, 'name'));
      chooseProfile(context.env, name);
      context.answer({ profile: name ?? null }, () => [
        name === undefined ? 'no profile is used' : `${name} is used from now on`,
      ]);
    });
  profiles
    .command('remove')
    .description('forget a profile with the tokens that are kept of it; writ logout ends them first')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      const checked = profileName(name, 'name');
      if (!profileNames(context.env).includes(checked)) knownProfile(context.env, checked);
      await removeProfile(context.env, checked);
      context.answer({ removed: checked }, () => [`removed ${checked}`]);
    });
}

function addList(profiles: Command): void {
  profiles
    .command('list', { isDefault: true })
    .description('all profiles')
    .action((_options: unknown, command: Command) => {
      const context = contextOf(command);
      const used = context.env['WRIT_PROFILE'] || chosenProfile(context.env);
      const items = profileNames(context.env).flatMap((name) => readProfile(context.env, name) ?? []);
      context.answer({ items: items.map((item) => ({ ...item, isUsed: item.name === used })) }, () =>
        items.length === 0
          ? [`no profiles: ${WRIT} login --profile <name> --url <url> --client-id <id> makes one`]
          : table(
              TITLES,
              items.map(({ name, isSignedIn, url, clientId }) =>
                [name, name === used ? '*' : '', isSignedIn ? 'yes' : 'no', url, clientId].map(shown),
              ),
              { width: context.screen.width },
            ),
      );
    });
}
