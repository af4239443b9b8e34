"""Published rows refuse every change in the database itself, whatever program asks.

An empty table may be truncated: nothing published is lost by that.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO filled;
    END IF;
    IF filled THEN
        RAISE EXCEPTION 'Kết quả đã công bố không sửa, không xóa được (%, %).', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER publication_stays BEFORE UPDATE OR DELETE ON reports_publication
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER publication_stays_whole BEFORE TRUNCATE ON reports_publication
    FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER standing_stays BEFORE UPDATE OR DELETE ON reports_standing
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER standing_stays_whole BEFORE TRUNCATE ON reports_standing
    FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_change();
"""

BACKWARD = """
DROP TRIGGER standing_stays_whole ON reports_standing;
DROP TRIGGER standing_stays ON reports_standing;
DROP TRIGGER publication_stays_whole ON reports_publication;
DROP TRIGGER publication_stays ON reports_publication;
DROP FUNCTION reports_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_history")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
