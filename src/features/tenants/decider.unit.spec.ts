import { it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { TenantEvent } from './contract.js';
import { tenants } from './decider.js';

const given = deciderSpec(tenants);
const acme: TenantEvent = { type: 'TenantCreated', tenant: 'acme', name: 'Acme' };

it('creates a tenant', () => {
  given().when({ type: 'CreateTenant', tenant: 'acme', name: 'Acme' }).then(acme);
  given(acme)
    .when({ type: 'CreateTenant', tenant: 'acme2', name: 'Acme' })
    .then({ type: 'TenantCreated', tenant: 'acme2', name: 'Acme' });
});

it('gives a tenant id once', () => {
  given(acme).when({ type: 'CreateTenant', tenant: 'acme', name: 'Another Acme' }).refused('TENANT_ALREADY_EXISTS');
});

it('takes ids that are names of object members', () => {
  given()
    .when({ type: 'CreateTenant', tenant: 'constructor', name: 'C' })
    .then({ type: 'TenantCreated', tenant: 'constructor', name: 'C' });
});
