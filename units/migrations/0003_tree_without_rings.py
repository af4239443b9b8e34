"""A unit never stands below itself, whoever writes: the check that no CHECK constraint can express."""

from django.db import migrations

REFUSE = """
create function units_refuse_ring() returns trigger language plpgsql as $$
begin
    if exists (
        with recursive above(id, parent_id) as (
            select id, parent_id from units_unit where id = new.parent_id
            union select u.id, u.parent_id from units_unit u join above a on u.id = a.parent_id
        )
        select from above where id = new.id
    ) then
        raise exception 'unit % would stand below itself', new.code using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger unit_never_below_itself after insert or update of parent_id on units_unit
    for each row when (new.parent_id is not null) execute function units_refuse_ring();
"""
ALLOW = """
drop trigger unit_never_below_itself on units_unit;
drop function units_refuse_ring();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0002_history")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
