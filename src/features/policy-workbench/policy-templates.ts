import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { DEFAULT_ENTRYPOINT } from '#features/policies/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';
import { instantiateTemplate, readTemplates, type PolicyTemplate } from '#libs/policy-toolchain';
import type { InstantiatedTemplate, PolicyTemplateSummary, PolicyTemplateView } from './answers.js';
import type { WorkbenchRefusalCode } from './refusals.js';

type Refused = Refusal<WorkbenchRefusalCode>;

const FOLDER = fileURLToPath(new URL('../../../../policies/templates', import.meta.url));

/** The templates that are shipped: the same for every tenant, and read once. */
@Injectable()
export class PolicyTemplates {
  private reading: Promise<readonly PolicyTemplate[]> | undefined;

  async list(): Promise<PolicyTemplateSummary[]> {
    return (await this.templates()).map(summaryOf);
  }

  async get(name: string): Promise<PolicyTemplateView | Refused> {
    const template = await this.find(name);
    return isRefusal(template) ? template : { ...summaryOf(template), ...textOf(template.files, template.data) };
  }

  async instantiate(name: string, parameters: Readonly<Record<string, Json>>): Promise<InstantiatedTemplate | Refused> {
    const template = await this.find(name);
    if (isRefusal(template)) return template;
    const made = instantiateTemplate(template, parameters);
    if (!made.ok) return refuse('POLICY_TEMPLATE_PARAMETER_INVALID', made.message);
    return { template: name, ...textOf(made.files, made.data) };
  }

  private async find(name: string): Promise<PolicyTemplate | Refused> {
    return (await this.templates()).find((known) => known.name === name) ?? refuse('POLICY_TEMPLATE_NOT_FOUND');
  }

  private templates(): Promise<readonly PolicyTemplate[]> {
    this.reading ??= readTemplates(FOLDER).catch((error: unknown) => {
      // Perhaps the disk is back for the next one who asks.
      this.reading = undefined;
      throw error;
    });
    return this.reading;
  }
}

function summaryOf(template: PolicyTemplate): PolicyTemplateSummary {
  const { name, title, description, risk, parameters } = template;
  const values = parameters.map((each) => ({
    name: each.name,
    description: each.description,
    value: valueAt(template, each.path),
  }));
  return { name, title, description, risk, parameters: values };
}

function valueAt({ data }: PolicyTemplate, path: readonly string[]): Json {
  return path.reduce<Json>((at, key) => (at as { readonly [k: string]: Json })[key] ?? null, data);
}

function textOf(files: Readonly<Record<string, string>>, data: Json): Omit<InstantiatedTemplate, 'template'> {
  const modules = Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.rego')));
  return { readme: files['README.md'] ?? '', modules, data, entrypoint: DEFAULT_ENTRYPOINT };
}
