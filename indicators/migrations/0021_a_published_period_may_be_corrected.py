"""A published period may be opened again for a correction, and nothing else of it may change.

What was published is a copy (reports) and stays; the rows below it are guarded again by the state of their period.
The deed names the period it opens in `portal.reopening`, for its transaction alone: no update in passing opens one.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION indicators_refuse_reopening() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    free text[] := '{version,scored_at%s}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free <> to_jsonb(NEW) - free
        OR NEW.state NOT IN ('published', 'open')
        OR (NEW.state <> OLD.state AND current_setting('portal.reopening', true) IS DISTINCT FROM OLD.id::text)
    THEN
        RAISE EXCEPTION 'Kỳ “%%” đã công bố nên không sửa, không xóa được (%%, %%).', OLD.name, TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0020_figures_are_closed_on_a_day")]

    operations = [
        migrations.RunSQL((FUNCTION % ",state").replace("%%", "%"), (FUNCTION % "").replace("%%", "%")),
    ]
