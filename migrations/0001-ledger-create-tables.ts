export const name = '0001-ledger-create-tables';

const PARTITIONS = 8;

const partitions = Array.from({ length: PARTITIONS }, (_, n) => {
  const partition = `ledger_events_${n}`;
  return `
create table ${partition} partition of ledger_events for values with (modulus ${PARTITIONS}, remainder ${n});
create trigger ${partition}_are_kept before truncate on ${partition} for each statement execute function ledger_refuse_change();`;
}).join('');

/**
 * The ledger. `data` and `sealed` hold canonical JSON as text, because a JSON string may contain U+0000, which jsonb cannot
 * store, and because these bytes are what was hashed. `ledger_entry` is what one process hands to `ledger_append` per event; it is its own
 * type so that the table can gain columns while older processes still append.
 */
export const sql = `
create table ledger_heads (
  tenant text collate "C" primary key,
  position bigint not null,
  chain bytea not null,
  at timestamptz not null
) with (fillfactor = 50);

create type ledger_entry as (
  tenant text, position bigint, stream text, revision integer, id uuid, type text, schema integer, at timestamptz,
  actor_kind text, actor_id text, correlation text, causation text, trace text, data text, sealed text, digest bytea, chain bytea
);

create table ledger_events (
  tenant text collate "C" not null,
  position bigint not null,
  revision integer not null,
  schema integer not null,
  at timestamptz not null,
  id uuid not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  actor_kind text collate "C" not null,
  actor_id text collate "C" not null,
  correlation text collate "C",
  causation text collate "C",
  trace text collate "C",
  data text collate "C" not null,
  sealed text collate "C",
  digest bytea not null,
  chain bytea not null,
  constraint ledger_events_position primary key (tenant, position),
  constraint ledger_events_revision unique (tenant, stream, revision),
  constraint ledger_events_id unique (tenant, id)
) partition by hash (tenant);

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger events are never changed or removed' using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_events_are_kept before update or delete on ledger_events for each row execute function ledger_refuse_change();
create trigger ledger_events_are_not_emptied before truncate on ledger_events for each statement execute function ledger_refuse_change();
${partitions}

-- Appends a batch in one round trip. Heads move first, in the order given (callers sort them, so two processes cannot
-- deadlock), and each only from the chain its caller built on: otherwise nothing of the batch happens (LG001). Positions
-- would not do: two processes may have built different events for the same one. A ledger whose head does not move, because
-- all its appends were found in conflict, is only checked to stand where the caller believed.
create function ledger_append(
  tenants text[], known bytea[], positions bigint[], chains bytea[], ats timestamptz[], entries ledger_entry[]
) returns void language plpgsql as $$
declare
  genesis constant bytea := decode(repeat('00', 32), 'hex');
begin
  for i in 1 .. cardinality(tenants) loop
    if chains[i] = known[i] then
      perform where coalesce((select chain from ledger_heads where tenant = tenants[i]), genesis) = known[i];
    elsif known[i] = genesis then
      insert into ledger_heads values (tenants[i], positions[i], chains[i], ats[i]) on conflict do nothing;
    else
      update ledger_heads set position = positions[i], chain = chains[i], at = ats[i] where tenant = tenants[i] and chain = known[i];
    end if;
    if not found then
      raise exception 'the ledger of % moved', tenants[i] using errcode = 'LG001';
    end if;
    if chains[i] <> known[i] then
      perform pg_notify('writ_ledger', tenants[i]);
    end if;
  end loop;
  insert into ledger_events (tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation,
      causation, trace, data, sealed, digest, chain)
    select tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation,
      causation, trace, data, sealed, digest, chain
    from unnest(entries);
end $$;

create table ledger_checkpoints (
  subscription text collate "C" not null,
  tenant text collate "C" not null,
  version integer not null,
  position bigint not null,
  primary key (tenant, subscription)
) with (fillfactor = 50);

alter table ledger_events enable row level security;
alter table ledger_heads enable row level security;
alter table ledger_checkpoints enable row level security;
create policy ledger_reads on ledger_events for select to writ_ledger using (true);
create policy ledger_appends on ledger_events for insert to writ_ledger with check (true);
create policy ledger_moves on ledger_heads to writ_ledger using (true);
create policy tenant_reads on ledger_events for select to writ_app using (tenant = current_setting('writ.tenant', true));
create policy tenant_owns on ledger_checkpoints to writ_app using (tenant = current_setting('writ.tenant', true));

revoke all on ledger_events, ledger_heads, ledger_checkpoints from public;
revoke all on function ledger_append from public;
grant select, insert on ledger_events to writ_ledger;
grant select, insert, update on ledger_heads to writ_ledger;
grant execute on function ledger_append to writ_ledger;
grant select on ledger_events to writ_app;
grant select, insert, update, delete on ledger_checkpoints to writ_app;
`;
