"""An issued set and its criteria refuse every change, whatever program asks; only its state may still move on."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_issued_set() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state'
        OR (OLD.state, NEW.state) NOT IN (('issued', 'issued'), ('issued', 'locked'), ('locked', 'locked'))
    THEN
        RAISE EXCEPTION 'Bộ tiêu chí “%” đã ban hành nên không sửa, không xóa được (%, %).',
            OLD.code, TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON indicators_criteriaset
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION indicators_refuse_issued_set();

CREATE FUNCTION indicators_refuse_issued_criterion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    issued text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT rules.code INTO issued FROM before JOIN public.indicators_criteriaset AS rules
        ON rules.id = before.criteria_set_id WHERE rules.state <> 'draft' LIMIT 1;
    END IF;
    IF TG_OP <> 'DELETE' AND issued IS NULL THEN
        SELECT rules.code INTO issued FROM after JOIN public.indicators_criteriaset AS rules
        ON rules.id = after.criteria_set_id WHERE rules.state <> 'draft' LIMIT 1;
    END IF;
    IF issued IS NOT NULL THEN
        RAISE EXCEPTION 'Bộ tiêu chí “%” đã ban hành nên không sửa, không xóa được (%, %).',
            issued, TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

BACKWARD = """
DROP FUNCTION indicators_refuse_issued_criterion();
DROP TRIGGER issued_stays ON indicators_criteriaset;
DROP FUNCTION indicators_refuse_issued_set();
"""

SEES = {
    "insert": "NEW TABLE AS after",
    "update": "OLD TABLE AS before NEW TABLE AS after",
    "delete": "OLD TABLE AS before",
}
TRIGGERS = [
    (
        f"CREATE TRIGGER issued_{deed} AFTER {deed} ON indicators_criterion REFERENCING {sees}"
        " FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse_issued_criterion();",
        f"DROP TRIGGER issued_{deed} ON indicators_criterion;",
    )
    for deed, sees in SEES.items()
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_what_is_handed_in_stays")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *[migrations.RunSQL(forward, backward) for forward, backward in TRIGGERS],
    ]
