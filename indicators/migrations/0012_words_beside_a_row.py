"""The unit's own words beside a row: the reason that clears what looks odd; frozen once the sheet is handed in."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


FORWARD = """
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0011_grades_before_quotas'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='score',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='score',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='score',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='score',
            name='remark',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='lý do, giải trình của đơn vị'),
        ),
        migrations.AddField(
            model_name='scorehistory',
            name='remark',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='lý do, giải trình của đơn vị'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_scorehistory" ("answer", "appraisal_reason", "appraised_points", "assessment_id", "citation", "computed_points", "criterion_id", "documents", "exemption", "explanation", "flags", "id", "no_occurrence", "not_applicable", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "remark", "self_points", "updated_at", "updated_by_id", "version") SELECT new_values."answer", new_values."appraisal_reason", new_values."appraised_points", new_values."assessment_id", new_values."citation", new_values."computed_points", new_values."criterion_id", new_values."documents", new_values."exemption", new_values."explanation", new_values."flags", new_values."id", new_values."no_occurrence", new_values."not_applicable", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."points", new_values."remark", new_values."self_points", new_values."updated_at", new_values."updated_by_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0cbc8edd534138a24ce756ef02b890403d3c7aed', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8b43b', referencing='REFERENCING NEW TABLE AS new_values ', table='indicators_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_scorehistory" ("answer", "appraisal_reason", "appraised_points", "assessment_id", "citation", "computed_points", "criterion_id", "documents", "exemption", "explanation", "flags", "id", "no_occurrence", "not_applicable", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "remark", "self_points", "updated_at", "updated_by_id", "version") SELECT new_values."answer", new_values."appraisal_reason", new_values."appraised_points", new_values."assessment_id", new_values."citation", new_values."computed_points", new_values."criterion_id", new_values."documents", new_values."exemption", new_values."explanation", new_values."flags", new_values."id", new_values."no_occurrence", new_values."not_applicable", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."points", new_values."remark", new_values."self_points", new_values."updated_at", new_values."updated_by_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='784d1570a803f7f14e0155e2e043b380302deef3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_15f12', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='indicators_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_scorehistory" ("answer", "appraisal_reason", "appraised_points", "assessment_id", "citation", "computed_points", "criterion_id", "documents", "exemption", "explanation", "flags", "id", "no_occurrence", "not_applicable", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "remark", "self_points", "updated_at", "updated_by_id", "version") SELECT old_values."answer", old_values."appraisal_reason", old_values."appraised_points", old_values."assessment_id", old_values."citation", old_values."computed_points", old_values."criterion_id", old_values."documents", old_values."exemption", old_values."explanation", old_values."flags", old_values."id", old_values."no_occurrence", old_values."not_applicable", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."points", old_values."remark", old_values."self_points", old_values."updated_at", old_values."updated_by_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8d5719a723d54ff2b17d3188bbf9ad827a487e7a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1a9c8', referencing='REFERENCING OLD TABLE AS old_values ', table='indicators_score', when='AFTER')),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
