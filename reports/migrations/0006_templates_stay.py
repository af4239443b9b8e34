"""A template with which documents were drawn refuses changes in the database itself; a new one is a new version."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reports_refuse_template_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        SELECT EXISTS (SELECT 1 FROM public.reports_wordtemplate) INTO filled;
    END IF;
    IF filled THEN
        RAISE EXCEPTION 'Mẫu Word đã dùng không sửa, không xóa được (%, %).', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER word_template_stays BEFORE UPDATE OR DELETE ON reports_wordtemplate
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_template_change();
CREATE TRIGGER word_template_stays_whole BEFORE TRUNCATE ON reports_wordtemplate
    FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_template_change();
"""

BACKWARD = """
DROP TRIGGER word_template_stays_whole ON reports_wordtemplate;
DROP TRIGGER word_template_stays ON reports_wordtemplate;
DROP FUNCTION reports_refuse_template_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_word_templates")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
