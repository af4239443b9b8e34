import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0006_what_is_issued_stays'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='criterion',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criterion',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criterion',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='criterion',
            name='criterion_scorer_known',
        ),
        migrations.AddField(
            model_name='criterion',
            name='explanation_required',
            field=models.BooleanField(default=False, verbose_name='bắt buộc giải trình'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='owner',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='cơ quan chủ trì chấm'),
        ),
        migrations.AddField(
            model_name='criterionhistory',
            name='explanation_required',
            field=models.BooleanField(default=False, verbose_name='bắt buộc giải trình'),
        ),
        migrations.AddField(
            model_name='criterionhistory',
            name='owner',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='cơ quan chủ trì chấm'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='grade_reason',
            field=models.CharField(blank=True, default='', max_length=1000, verbose_name='lý do xếp loại'),
        ),
        migrations.AlterField(
            model_name='assessmenthistory',
            name='grade_reason',
            field=models.CharField(blank=True, default='', max_length=1000, verbose_name='lý do xếp loại'),
        ),
        migrations.AlterField(
            model_name='criterion',
            name='scored_by',
            field=models.CharField(choices=[('unit', 'Đơn vị tự chấm'), ('appraiser', 'Sở Nội vụ chấm'), ('owner', 'Cơ quan chủ trì lĩnh vực chấm'), ('import', 'Lấy từ kết quả đã công bố'), ('system', 'Hệ thống tính từ số liệu'), ('survey', 'Điều tra xã hội học')], default='unit', max_length=10),
        ),
        migrations.AlterField(
            model_name='criterionhistory',
            name='scored_by',
            field=models.CharField(choices=[('unit', 'Đơn vị tự chấm'), ('appraiser', 'Sở Nội vụ chấm'), ('owner', 'Cơ quan chủ trì lĩnh vực chấm'), ('import', 'Lấy từ kết quả đã công bố'), ('system', 'Hệ thống tính từ số liệu'), ('survey', 'Điều tra xã hội học')], default='unit', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT new_values."clause", new_values."code", new_values."criteria_set_id", new_values."evidence_required", new_values."explanation_required", new_values."guidance", new_values."id", new_values."inputs", new_values."is_leaf", new_values."max_points", new_values."name", new_values."owner", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."position", new_values."rule", new_values."scored_by", new_values."short_name", new_values."was" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6d5b4cc46fee3e385fcdc954cac38d984058e456', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_613d7', referencing='REFERENCING NEW TABLE AS new_values ', table='indicators_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT new_values."clause", new_values."code", new_values."criteria_set_id", new_values."evidence_required", new_values."explanation_required", new_values."guidance", new_values."id", new_values."inputs", new_values."is_leaf", new_values."max_points", new_values."name", new_values."owner", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."position", new_values."rule", new_values."scored_by", new_values."short_name", new_values."was" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='13e97b555645be5129c51aa4c01516fdb69986c9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6e5b9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='indicators_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT old_values."clause", old_values."code", old_values."criteria_set_id", old_values."evidence_required", old_values."explanation_required", old_values."guidance", old_values."id", old_values."inputs", old_values."is_leaf", old_values."max_points", old_values."name", old_values."owner", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."position", old_values."rule", old_values."scored_by", old_values."short_name", old_values."was" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c2056ace191ff040c8157bf2583f40c702f89413', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3e9b8', referencing='REFERENCING OLD TABLE AS old_values ', table='indicators_criterion', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('scored_by__in', ['unit', 'appraiser', 'owner', 'import', 'system', 'survey'])), name='criterion_scorer_known'),
        ),
    ]
