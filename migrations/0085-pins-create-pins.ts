export const name = '0085-pins-create-pins';

export const sql = `
create table pins_pins (
  tenant text not null,
  pin text not null,
  selector text not null,
  policy text not null,
  revision integer not null,
  digest text not null,
  expires_at timestamptz not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  position bigint not null,
  primary key (tenant, pin)
);
alter table pins_pins enable row level security;
alter table pins_pins force row level security;
create policy own_tenant on pins_pins using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on pins_pins to writ_app;
`;
