"""Evidence is frozen with its sheet: once handed in, no file, no record and no citation changes, whatever program asks.

Only the word of the virus scanner may still come in. The number of documents of a row and the unit's own words beside
it are frozen like its answer.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION indicators_refuse_frozen_evidence() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sheet_ids bigint[];
    closed text;
BEGIN
    IF TG_TABLE_NAME = 'indicators_evidence' THEN
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{scan}'::text[] = to_jsonb(NEW) - '{scan}'::text[] THEN
            RETURN NEW;
        END IF;
        IF TG_OP <> 'INSERT' THEN sheet_ids := sheet_ids || OLD.assessment_id; END IF;
        IF TG_OP <> 'DELETE' THEN sheet_ids := sheet_ids || NEW.assessment_id; END IF;
    ELSE
        SELECT array_agg(score.assessment_id) INTO sheet_ids FROM public.indicators_score AS score
        WHERE (TG_OP <> 'INSERT' AND score.id = OLD.score_id) OR (TG_OP <> 'DELETE' AND score.id = NEW.score_id);
        IF TG_OP <> 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM public.indicators_evidence AS document JOIN public.indicators_score AS score
            ON score.assessment_id = document.assessment_id
            WHERE document.id = NEW.evidence_id AND score.id = NEW.score_id
        ) THEN
            RAISE EXCEPTION 'Văn bản của phiếu khác không dẫn được làm minh chứng.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    SELECT period.name INTO closed FROM public.indicators_assessment AS sheet
    JOIN public.indicators_period AS period ON period.id = sheet.period_id
    WHERE sheet.id = ANY(sheet_ids) AND (sheet.state <> 'draft' OR period.state = 'published') LIMIT 1;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Phiếu chấm của kỳ “%” đã nộp hoặc đã công bố nên minh chứng không sửa, không xóa được (%, %).',
            closed, TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION indicators_refuse_frozen_count() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.indicators_assessment WHERE id = OLD.assessment_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'Phiếu chấm đã nộp nên số tệp minh chứng không đổi được.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen_count BEFORE UPDATE OF documents ON indicators_score
    FOR EACH ROW WHEN (OLD.documents <> NEW.documents) EXECUTE FUNCTION indicators_refuse_frozen_count();
CREATE TRIGGER frozen_with_sheet BEFORE INSERT OR UPDATE OR DELETE ON indicators_evidence
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_frozen_evidence();
CREATE TRIGGER frozen_with_sheet BEFORE INSERT OR UPDATE OR DELETE ON indicators_evidenceuse
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_frozen_evidence();
CREATE FUNCTION indicators_refuse_frozen_remark() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.indicators_assessment WHERE id = OLD.assessment_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'Phiếu chấm đã nộp nên lý do, giải trình của đơn vị không sửa được.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen_remark BEFORE UPDATE OF remark ON indicators_score
    FOR EACH ROW WHEN (OLD.remark <> NEW.remark) EXECUTE FUNCTION indicators_refuse_frozen_remark();
"""

BACKWARD = """
DROP TRIGGER frozen_remark ON indicators_score;
DROP FUNCTION indicators_refuse_frozen_remark();
DROP TRIGGER frozen_with_sheet ON indicators_evidenceuse;
DROP TRIGGER frozen_with_sheet ON indicators_evidence;
DROP FUNCTION indicators_refuse_frozen_evidence();
DROP TRIGGER frozen_count ON indicators_score;
DROP FUNCTION indicators_refuse_frozen_count();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_what_is_closed_stays")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
