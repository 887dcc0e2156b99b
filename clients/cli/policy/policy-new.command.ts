import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { JsonTextError, readJson } from '#libs/exact-json';
import { type PolicyTemplate, instantiateTemplate, readTemplates } from '#libs/policy-toolchain';
import { type Context, contextOf } from '../context.js';
import { CommandError, usageError } from '../exit.js';
import { installedFile } from '../installed-files.js';
import { shown } from '../showing/screen.js';
import { pairs } from '../showing/table.js';
import { shellWord } from '../showing/shell-word.js';
import { WRIT } from '../started-as.js';
import { systemReason } from '../reading/system-reason.js';

const TEMPLATES = fileURLToPath(installedFile('policies/templates'));

interface NewOptions {
  readonly template?: string;
  readonly set: readonly string[];
}

type Value = Parameters<typeof instantiateTemplate>[1] extends Readonly<Record<string, infer V>> | undefined ? V : never;

export function addPolicyNew(policy: Command): void {
  policy
    .command('new')
    .description('start a policy from a template; without one, list the templates')
    .argument('[folder]', 'folder to make; must be new or empty')
    .option('--template <name>')
    .option('--set <name=json...>', 'values for parameters of the template', [])
    .action(async (folder: string | undefined, options: NewOptions, command: Command) => {
      const context = contextOf(command);
      const templates = await readTemplates(TEMPLATES);
      if (options.template === undefined) return list(context, templates);
      const template = templates.find(({ name }) => name === options.template);
      if (!template)
        throw usageError(`there is no template ${options.template}; there are ${templates.map(({ name }) => name).join(', ')}`);
      if (folder === undefined) throw usageError('name the folder to make');
      create(context, template, folder, options.set);
    });
}

function list(context: Context, templates: readonly PolicyTemplate[]): void {
  const documents = templates.map(({ name, title, description, risk, parameters }) => ({
    name,
    title,
    description,
    risk,
    parameters,
  }));
  context.answer({ templates: documents }, () => pairs(templates.map(({ name, description }) => [name, description])));
}

function create(context: Context, template: PolicyTemplate, folder: string, settings: readonly string[]): void {
  const made = instantiateTemplate(template, settingsIn(settings));
  if (!made.ok) throw new CommandError(made.code, made.message);
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw usageError(`${folder} is not empty`);
    for (const [name, text] of Object.entries(made.files)) writeFileSync(join(folder, name), text, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${folder}: ${systemReason(cause)}`, undefined, { cause });
  }
  const names = Object.keys(made.files).sort();
  context.answer({ template: template.name, folder, files: names }, () => [
    ...names.map((name) => shown(join(folder, name))),
    `next: ${WRIT} policy lint ${shellWord(folder)}`,
  ]);
}

/** `limit=50` or `tools=["a"]`; what is not JSON is taken as text. */
function setting(text: string): [string, Value] {
  const [, name, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw usageError(`--set ${text} is not name=value`);
  try {
    return [name, readJson(value, { what: `--set ${name}` }) as Value];
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    if (error.reason === 'not-json') return [name, value];
    throw usageError(error.message);
  }
}

/** Of two values for one name none is the one that was meant. */
function settingsIn(texts: readonly string[]): Record<string, Value> {
  const settings = texts.map(setting);
  const twice = settings.find(([name], index) => settings.findIndex(([other]) => other === name) < index);
  if (twice) throw usageError(`--set ${twice[0]} is given twice`);
  return Object.fromEntries(settings);
}
