"""The hand-written SQL that the engine is held against.

The same rows into the same tables with the same indexes, in one transaction, by whoever knows this
one flow: candidates are written to the ledger once, exit_when and the re-entry rule are asked, the
earliest of a person's visits enters; those due leave or take their arm, each written once.
It takes no batch, looks at no version and runs no other flow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, String, TextClause, bindparam, text

from orchestrator.tables import Instant

_JSON = {"sqlite": "json_object", "postgresql": "jsonb_build_object"}

ENROL = (
    """
insert into orchestrator.judged (flow, customer, candidate, at, batch)
select :flow, cast(v.customer_id as varchar), cast(v.id as varchar) || '|' || cast(v.at as varchar),
  :now, 'bare'
from visits v where v.at > :low and v.at <= :now
on conflict do nothing""",
    "delete from orchestrator.judged where flow = :flow and at < :low",
    """
insert into orchestrator.enrolment (flow, customer, trigger_key, trigger_id, entry_slot, open_slot,
  digest, trigger, triggered_at, entered_at, position, due_at)
select :flow, customer, key, key, key, '', 'bare', trigger, at, :now, '+1', :tomorrow
from (
  select cast(c.id as varchar) as customer, cast(v.id as varchar) as key, v.at as at,
    {json}('page', v.page, 'seconds', v.seconds, 'key', cast(v.id as varchar), 'time', v.at)
      as trigger,
    row_number() over (partition by c.id order by v.at, v.id) as nth
  from visits v join customers c on c.id = v.customer_id
  where v.at > :low and v.at <= :now and c.created_at <= :now and c.country in ('SE', 'NO')
    and exists (select 1 from orchestrator.judged j where j.flow = :flow
      and j.customer = cast(c.id as varchar)
      and j.candidate = cast(v.id as varchar) || '|' || cast(v.at as varchar)
      and j.batch = 'bare')
    and not exists (select 1 from orders o where o.customer_id = c.id and o.created_at >= v.at
      and o.created_at <= :now)
    and not exists (select 1 from orchestrator.enrolment e where e.flow = :flow
      and e.customer = cast(c.id as varchar) and (e.ended_at is null or e.entered_at > :week_ago))
) candidate
where nth = 1
on conflict do nothing""",
)
# Without coalesce PostgreSQL makes a join of it, for which it reads all orders.
_LEAVE = """
update orchestrator.enrolment set due_at = null, ended_at = :now, end_reason = 'exit_when'
where flow = :flow and position = '+1' and ended_at is null and due_at <= :now
  and coalesce(exists (select 1 from orders o
    where o.customer_id = cast(enrolment.customer as bigint)
    and o.created_at >= enrolment.triggered_at and o.created_at <= :now), false)"""
_CHOOSE = """
insert into orchestrator.passage (enrolment, step, arm, at)
select e.id, 'swede', case when c.country = 'SE' then 'then' else 'else' end, :now
from orchestrator.enrolment e join customers c on c.id = cast(e.customer as bigint)
where e.flow = :flow and e.position = '+1' and e.ended_at is null and e.due_at <= :now"""
ADVANCE = (
    _LEAVE,
    _CHOOSE,
    """
update orchestrator.enrolment set
  position = case p.arm when 'then' then 'swede.then+1' else 'swede.else+1' end,
  due_at = case p.arm when 'then' then :three_days else :five_days end
from orchestrator.passage p
where p.enrolment = enrolment.id and p.step = 'swede' and p.at = :now
  and enrolment.flow = :flow and enrolment.position = '+1' and enrolment.ended_at is null
  and enrolment.due_at <= :now""",
)
QUEUE = (
    _LEAVE,
    _CHOOSE,
    """
insert into orchestrator.message (enrolment, flow, customer, step, channel, message_class, status,
  first_due_at, due_at, priority, to_customer)
select e.id, :flow, e.customer, case p.arm when 'then' then 'home' else 'abroad' end, 'email',
  'marketing', 'queued', e.due_at, e.due_at, 50, true
from orchestrator.enrolment e join orchestrator.passage p on p.enrolment = e.id
where p.step = 'swede' and p.at = :now and e.flow = :flow and e.position = '+1'
  and e.ended_at is null and e.due_at <= :now""",
    """
update orchestrator.enrolment set position = m.step, due_at = null
from orchestrator.message m
where m.enrolment = enrolment.id and m.step in ('home', 'abroad')
  and enrolment.flow = :flow and enrolment.position = '+1' and enrolment.ended_at is null
  and enrolment.due_at <= :now""",
)


def run(engine: Engine, statements: Sequence[str], flow: str, low: datetime, now: datetime) -> None:
    """All of them, in one transaction."""
    given = _given(flow, low, now)
    with engine.begin() as connection:
        for each in statements:
            sql = each.replace("{json}", _JSON[engine.dialect.name])
            connection.execute(_clause(sql, given))


def _clause(sql: str, given: Mapping[str, object]) -> TextClause:
    named = {name: value for name, value in given.items() if f":{name}" in sql}
    return text(sql).bindparams(
        *(
            bindparam(name, value, type_=Instant() if isinstance(value, datetime) else String())
            for name, value in named.items()
        )
    )


def _given(flow: str, low: datetime, now: datetime) -> Mapping[str, object]:
    return {
        "flow": flow,
        "low": low,
        "now": now,
        "tomorrow": now + timedelta(days=1),
        "week_ago": now - timedelta(days=7),
        "three_days": now + timedelta(days=3),
        "five_days": now + timedelta(days=5),
    }
