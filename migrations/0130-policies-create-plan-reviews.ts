export const name = '0130-policies-create-plan-reviews';

export const sql = `
create table policies_plan_reviews (
  tenant text not null,
  digest text not null,
  plan_digest text not null,
  build text not null,
  verdict text not null,
  findings jsonb not null,
  looked_at timestamptz not null default now(),
  primary key (tenant, digest, plan_digest)
);
alter table policies_plan_reviews enable row level security;
alter table policies_plan_reviews force row level security;
create policy own_tenant on policies_plan_reviews using (tenant = current_setting('writ.tenant', true));
grant select, insert, update on policies_plan_reviews to writ_app;
`;
