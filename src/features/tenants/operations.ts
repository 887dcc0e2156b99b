import { z } from 'zod';
import { command, deploymentOwner, operatorsAnywhere, PageQuery, query } from '#libs/operations';
import { TenantCreated, TenantPage, TenantView } from './answers.js';
import { CreateTenantRequest, TenantId } from './commands.js';

const tag = 'tenants';

export const CreateTenant = command({
  name: 'createTenant',
  id: 'tenants.create',
  tag,
  says: 'Create a tenant',
  access: deploymentOwner,
  rest: 'POST /v1/tenants',
  status: 201,
  body: CreateTenantRequest,
  answer: TenantCreated,
  graphql: { type: 'TenantCreated', input: 'CreateTenantInput', says: 'For the owner of the deployment.' },
});

export const ListTenants = query({
  name: 'tenants',
  id: 'tenants.list',
  tag,
  says: 'List all tenants',
  access: deploymentOwner,
  rest: 'GET /v1/tenants',
  query: PageQuery,
  answer: TenantPage,
  graphql: { connection: 'Tenant', node: 'TenantSummary', says: 'Oldest first. For the owner of the deployment.' },
});

export const GetTenant = query({
  name: 'tenant',
  id: 'tenants.get',
  tag,
  says: 'One tenant',
  access: operatorsAnywhere('viewer'),
  rest: 'GET /v1/tenants/:id',
  path: z.object({ id: TenantId }),
  answer: TenantView,
  graphql: { type: 'Tenant', nullable: true, says: "The own tenant; any tenant for the deployment's owner." },
});
