"""What people say to each other about a row: it stays as it was said, and ends with the sheet."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_altered_note() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    closed text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'Tin trao đổi đã gửi không sửa, không xóa được (%).', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT period.name INTO closed FROM public.indicators_score AS score
    JOIN public.indicators_assessment AS sheet ON sheet.id = score.assessment_id
    JOIN public.indicators_period AS period ON period.id = sheet.period_id
    WHERE score.id = NEW.score_id AND (sheet.state = 'closed' OR period.state = 'published');
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Phiếu chấm của kỳ “%” đã đóng nên không trao đổi thêm được.', closed
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_as_said BEFORE INSERT OR UPDATE OR DELETE ON indicators_note
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_altered_note();
"""

BACKWARD = """
DROP TRIGGER stays_as_said ON indicators_note;
DROP FUNCTION indicators_refuse_altered_note();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_rounds_stay")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
