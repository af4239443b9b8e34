"""What was decided about a publication refuses changes in the database itself: minutes, closed proposals, what is out."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER minutes_stay BEFORE UPDATE OR DELETE ON reports_minutes
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER proposal_stays BEFORE UPDATE OR DELETE ON reports_proposal
    FOR EACH ROW WHEN (OLD.outcome <> 'open') EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER open_proposal_is_not_deleted BEFORE DELETE ON reports_proposal
    FOR EACH ROW WHEN (OLD.outcome = 'open') EXECUTE FUNCTION reports_refuse_change();

CREATE FUNCTION reports_refuse_taking_back() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.publication_id <> OLD.publication_id
        OR (OLD.units_at <= clock_timestamp() AND NEW.units_at <> OLD.units_at)
        OR (OLD.public_at <= clock_timestamp() AND NEW.public_at IS DISTINCT FROM OLD.public_at)
    THEN
        RAISE EXCEPTION 'Kết quả đã đến người đọc thì không rút lại được (%, %).', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_is_out_stays BEFORE UPDATE OR DELETE ON reports_release
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_taking_back();
"""

BACKWARD = """
DROP TRIGGER what_is_out_stays ON reports_release;
DROP FUNCTION reports_refuse_taking_back();
DROP TRIGGER open_proposal_is_not_deleted ON reports_proposal;
DROP TRIGGER proposal_stays ON reports_proposal;
DROP TRIGGER minutes_stay ON reports_minutes;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_what_is_published_stays")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
