"""Rows of a published period, and what a unit has handed in, refuse every change, whatever program asks.

Checked once per statement over all its rows, so that a recalculation stays cheap; what moved is found by EXCEPT and
not by a join, because PostgreSQL keeps the plan it made for one row and would join thousands row by row. Table names carry their schema and
the path is pinned: a temporary table of the same name must not answer in place of the real one.

A published period may be opened again for a correction, and nothing else of it may change. What was published is a copy
(reports) and stays. The deed names the period it opens in `portal.reopening`, for its transaction alone: no update in
passing opens one.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_published() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    closed text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT period.name INTO closed FROM before JOIN public.indicators_period AS period
        ON period.id = before.period_id WHERE period.state = 'published' LIMIT 1;
    END IF;
    IF TG_OP <> 'DELETE' AND closed IS NULL THEN
        SELECT period.name INTO closed FROM after JOIN public.indicators_period AS period
        ON period.id = after.period_id WHERE period.state = 'published' LIMIT 1;
    END IF;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Kỳ “%” đã công bố nên số liệu không sửa, không xóa được (%, %).', closed, TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION indicators_refuse_closed_score() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    closed text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT period.name INTO closed FROM before
        JOIN public.indicators_assessment AS sheet ON sheet.id = before.assessment_id
        JOIN public.indicators_period AS period ON period.id = sheet.period_id
        WHERE period.state = 'published' OR (TG_OP = 'DELETE' AND sheet.state <> 'draft') LIMIT 1;
    END IF;
    IF TG_OP <> 'DELETE' AND closed IS NULL THEN
        SELECT period.name INTO closed FROM after
        JOIN public.indicators_assessment AS sheet ON sheet.id = after.assessment_id
        JOIN public.indicators_period AS period ON period.id = sheet.period_id WHERE period.state = 'published' LIMIT 1;
    END IF;
    IF TG_OP = 'UPDATE' AND closed IS NULL THEN
        SELECT period.name INTO closed FROM (
            SELECT id, assessment_id, criterion_id, answer, self_points, citation, no_occurrence FROM before EXCEPT
            SELECT id, assessment_id, criterion_id, answer, self_points, citation, no_occurrence FROM after
        ) AS moved
        JOIN public.indicators_assessment AS sheet ON sheet.id = moved.assessment_id
        JOIN public.indicators_period AS period ON period.id = sheet.period_id WHERE sheet.state <> 'draft' LIMIT 1;
    END IF;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Phiếu chấm của kỳ “%” đã nộp hoặc đã công bố nên không sửa, không xóa được (%, %).',
            closed, TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION indicators_refuse_reopening() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    free text[] := '{version,scored_at,state}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free <> to_jsonb(NEW) - free
        OR NEW.state NOT IN ('published', 'open')
        OR (NEW.state <> OLD.state AND current_setting('portal.reopening', true) IS DISTINCT FROM OLD.id::text)
    THEN
        RAISE EXCEPTION 'Kỳ “%” đã công bố nên không sửa, không xóa được (%, %).', OLD.name, TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON indicators_period
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION indicators_refuse_reopening();
"""

BACKWARD = """
DROP TRIGGER published_stays ON indicators_period;
DROP FUNCTION indicators_refuse_reopening();
DROP FUNCTION indicators_refuse_closed_score();
DROP FUNCTION indicators_refuse_published();
"""

GUARDED = {
    "indicators_assessment": "indicators_refuse_published",
    "indicators_measurement": "indicators_refuse_published",
    "indicators_periodset": "indicators_refuse_published",
    "indicators_score": "indicators_refuse_closed_score",
    "indicators_surveyresult": "indicators_refuse_published",
}
SEES = {
    "insert": "NEW TABLE AS after",
    "update": "OLD TABLE AS before NEW TABLE AS after",
    "delete": "OLD TABLE AS before",
}
TRIGGERS = [
    (
        f"CREATE TRIGGER closed_{deed} AFTER {deed} ON {table} REFERENCING {sees}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER closed_{deed} ON {table};",
    )
    for table, function in GUARDED.items()
    for deed, sees in SEES.items()
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_history")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *[migrations.RunSQL(forward, backward) for forward, backward in TRIGGERS],
    ]
