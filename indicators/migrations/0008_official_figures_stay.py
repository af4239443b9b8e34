"""What a decision said is kept beside what was computed and refuses every change, whatever program asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_official_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        SELECT EXISTS (SELECT 1 FROM public.indicators_officialfigure) INTO filled;
    END IF;
    IF filled THEN
        RAISE EXCEPTION 'Kết quả theo quyết định không sửa, không xóa được (%, %).', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER official_stays BEFORE UPDATE OR DELETE ON indicators_officialfigure
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_official_change();
CREATE TRIGGER official_stays_whole BEFORE TRUNCATE ON indicators_officialfigure
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse_official_change();
"""

BACKWARD = """
DROP TRIGGER official_stays_whole ON indicators_officialfigure;
DROP TRIGGER official_stays ON indicators_officialfigure;
DROP FUNCTION indicators_refuse_official_change();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_notes_stay")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
