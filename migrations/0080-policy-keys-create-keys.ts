export const name = '0080-policy-keys-create-keys';

export const sql = `
create table policy_keys_keys (
  tenant text not null,
  key_id text not null,
  name text not null,
  algorithm text not null,
  public_key text not null,
  status text not null,
  registered_at timestamptz not null,
  registered_by text not null,
  retired_at timestamptz,
  retired_by text,
  replaced_by text,
  revoked_at timestamptz,
  revoked_by text,
  reason text,
  position bigint not null,
  primary key (tenant, key_id)
);
create index policy_keys_keys_position on policy_keys_keys (tenant, position);
alter table policy_keys_keys enable row level security;
alter table policy_keys_keys force row level security;
create policy own_tenant on policy_keys_keys using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on policy_keys_keys to writ_app;
`;
