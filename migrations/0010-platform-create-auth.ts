export const name = '0010-platform-create-auth';

export const sql = `
create table auth_signing_keys (
  kid text primary key,
  public_jwk text not null,
  private_key_sealed bytea not null,
  created_at timestamptz not null default now()
);
grant select, insert, delete on auth_signing_keys to writ_app;

create table auth_refresh_tokens (
  tenant text not null,
  token_hash bytea not null,
  family uuid not null,
  operator text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant, token_hash)
);
create index auth_refresh_tokens_family on auth_refresh_tokens (tenant, family);
alter table auth_refresh_tokens enable row level security;
create policy own_tenant on auth_refresh_tokens using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on auth_refresh_tokens to writ_app;

create table idempotency_keys (
  tenant text not null,
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response_sealed bytea,
  created_at timestamptz not null default now(),
  primary key (tenant, actor, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);
alter table idempotency_keys enable row level security;
create policy own_tenant on idempotency_keys using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on idempotency_keys to writ_app;
`;
