export const name = '0095-ledger-guard-heads';

/**
 * A head moves only together with its events. The ledger's role may append through `ledger_append` alone, which runs as the
 * tables' owner; what is left to the role is to read, and to lock a head (which takes the right to update some column).
 *
 * Row-level security binds an owner who is no superuser as well, so the function has policies of its own. They hold only inside
 * a function that runs for somebody else: whoever connects as the owner still sees and writes nothing.
 *
 * Reads made for a tenant run as `writ_app`, which from here on sees the tenant's head beside its events.
 */
export const sql = `
drop policy ledger_appends on ledger_events;
drop policy ledger_moves on ledger_heads;
create policy ledger_reads on ledger_heads for select to writ_ledger using (true);
create policy ledger_locks on ledger_heads for update to writ_ledger using (true) with check (false);
create policy tenant_reads on ledger_heads for select to writ_app using (tenant = current_setting('writ.tenant', true));
create policy append_reads on ledger_events for select to current_user using (current_user <> session_user);
create policy append_writes on ledger_events for insert to current_user with check (current_user <> session_user);
create policy append_moves on ledger_heads to current_user using (current_user <> session_user);

revoke insert on ledger_events from writ_ledger;
revoke insert, update on ledger_heads from writ_ledger;
grant update (at) on ledger_heads to writ_ledger;
grant select on ledger_heads to writ_app;

-- Appends a batch in one round trip. Heads move first, in the order given (callers sort them, so two processes cannot
-- deadlock), and each only from the chain its caller built on: otherwise nothing of the batch happens (LG001). Positions
-- would not do: two processes may have built different events for the same one. A ledger whose head does not move, because
-- all its appends were found in conflict, is only checked to stand where the caller believed.
--
-- A head moves only while the last event is the one it names (LG002, the tenant in the detail), and only to the last of as
-- many new events as it moves positions (LG003). With the unique positions that leaves no gap and no event beyond a head.
-- Plans are generic because planning for eight partitions costs more than the append; every statement here has its index, and
-- the last event is asked for by order and limit, which only the right one can give.
create or replace function ledger_append(
  tenants text[], known bytea[], positions bigint[], chains bytea[], ats timestamptz[], entries ledger_entry[]
) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  genesis constant bytea := decode(repeat('00', 32), 'hex');
  moved text[] := '{}';
  steps bigint := 0;
  before bigint;
  last bytea;
  stored bigint;
  ends bigint;
begin
  for i in 1 .. cardinality(tenants) loop
    before := 0;
    if known[i] = genesis then
      if chains[i] = genesis then
        perform where not exists (select from ledger_heads where tenant = tenants[i]);
      else
        insert into ledger_heads values (tenants[i], positions[i], chains[i], ats[i]) on conflict do nothing;
      end if;
      if found and exists (select from ledger_events where tenant = tenants[i]) then
        raise exception 'the head of % is not its last event', tenants[i] using errcode = 'LG002', detail = tenants[i];
      end if;
    elsif chains[i] = known[i] then
      perform from ledger_heads h where h.tenant = tenants[i] and h.chain = known[i] and (h.position, h.chain) =
        (select e.position, e.chain from ledger_events e where e.tenant = tenants[i] order by e.position desc limit 1);
    else
      select position, chain into before, last from ledger_events where tenant = tenants[i] order by position desc limit 1;
      update ledger_heads set position = positions[i], chain = chains[i], at = ats[i]
        where tenant = tenants[i] and chain = known[i] and chain = last and position = before;
    end if;
    if not found then
      if exists (select from ledger_heads where tenant = tenants[i] and chain = known[i]) then
        raise exception 'the head of % is not its last event', tenants[i] using errcode = 'LG002', detail = tenants[i];
      end if;
      raise exception 'the ledger of % moved', tenants[i] using errcode = 'LG001';
    end if;
    if chains[i] <> known[i] then
      moved := moved || tenants[i];
      steps := steps + positions[i] - before;
      perform pg_notify('writ_ledger', tenants[i]);
    end if;
  end loop;
  with appended as (
    insert into ledger_events (tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation,
        causation, trace, data, sealed, digest, chain)
      select tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation,
        causation, trace, data, sealed, digest, chain
      from unnest(entries) where tenant = any (moved)
    returning tenant, position, chain, at
  )
  select count(*), count(m.tenant) into stored, ends
    from appended a left join unnest(tenants, positions, chains, ats) as m (tenant, position, chain, at)
      on m.tenant = a.tenant and m.position = a.position and m.chain = a.chain and m.at = a.at;
  if stored is distinct from cardinality(entries) or stored is distinct from steps or ends is distinct from cardinality(moved) then
    raise exception 'the heads of % are not the last of their events', moved using errcode = 'LG003';
  end if;
end $$;
`;
