"""What was judged stays judged, and a unit speaks in its window only, whatever program asks.

Row by row and only where such a column really moves, so that a recalculation of a whole period pays next to nothing.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_late_judgement() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    stands text;
BEGIN
    SELECT state INTO stands FROM public.indicators_assessment WHERE id = NEW.assessment_id;
    IF (OLD.first_points, OLD.first_reason, OLD.first_by_id) IS DISTINCT FROM
        (NEW.first_points, NEW.first_reason, NEW.first_by_id) AND stands <> 'submitted'
    THEN
        RAISE EXCEPTION 'Điểm thẩm định lần 1 đã chốt nên không sửa được (phiếu “%”).', stands
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.appraised_points, OLD.appraisal_reason, OLD.appraised_by_id) IS DISTINCT FROM
        (NEW.appraised_points, NEW.appraisal_reason, NEW.appraised_by_id)
        AND stands NOT IN ('draft', 'submitted', 'explained')
    THEN
        RAISE EXCEPTION 'Phiếu không ở bước thẩm định nên điểm thẩm định không sửa được (phiếu “%”).', stands
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judged_stays
    BEFORE UPDATE OF appraised_points, appraisal_reason, appraised_by_id, first_points, first_reason, first_by_id
    ON indicators_score FOR EACH ROW WHEN (
        (OLD.appraised_points, OLD.appraisal_reason, OLD.appraised_by_id, OLD.first_points, OLD.first_reason,
         OLD.first_by_id) IS DISTINCT FROM
        (NEW.appraised_points, NEW.appraisal_reason, NEW.appraised_by_id, NEW.first_points, NEW.first_reason,
         NEW.first_by_id))
    EXECUTE FUNCTION indicators_refuse_late_judgement();

CREATE FUNCTION indicators_refuse_late_words() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    stands text;
    wanted text[] := '{explaining}';
BEGIN
    SELECT sheet.state INTO stands FROM public.indicators_score AS score
    JOIN public.indicators_assessment AS sheet ON sheet.id = score.assessment_id
    WHERE score.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.score_id ELSE NEW.score_id END);
    IF TG_OP = 'DELETE' THEN
        wanted := '{explaining,submitted}';  -- an appraisal that begins again asks anew
    ELSIF TG_OP = 'UPDATE' AND (OLD.score_id, OLD.stance, OLD.text, OLD.by_id, OLD.at) IS NOT DISTINCT FROM
        (NEW.score_id, NEW.stance, NEW.text, NEW.by_id, NEW.at)
    THEN
        wanted := '{explained}';  -- only the answer moves
    END IF;
    IF stands <> ALL(wanted) THEN
        RAISE EXCEPTION 'Ngoài thời gian giải trình nên không ghi, không sửa được (phiếu “%”, %).', stands, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER said_stays BEFORE INSERT OR UPDATE OR DELETE ON indicators_justification
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_late_words();
"""

BACKWARD = """
DROP TRIGGER said_stays ON indicators_justification;
DROP FUNCTION indicators_refuse_late_words();
DROP TRIGGER judged_stays ON indicators_score;
DROP FUNCTION indicators_refuse_late_judgement();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_what_is_issued_stays")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
