import cchc_portal.audit.history
import django.db.models.constraints
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0007_evidence_stays'),
        ('units', '0005_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_number', models.CharField(max_length=80, verbose_name='số văn bản')),
                ('decided_on', models.DateField(verbose_name='ngày văn bản')),
                ('reason', models.CharField(max_length=300, verbose_name='lý do')),
                ('granted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='lý do bãi bỏ')),
            ],
            options={
                'ordering': ['unit__sort_name', 'criterion__position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ExemptionHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction(), db_index=True)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('decision_number', models.CharField(max_length=80, verbose_name='số văn bản')),
                ('decided_on', models.DateField(verbose_name='ngày văn bản')),
                ('reason', models.CharField(max_length=300, verbose_name='lý do')),
                ('granted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='lý do bãi bỏ')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='mã')),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['criteria_set_id', 'code', 'id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criteriaset',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criteriaset',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criteriaset',
            name='delete_delete',
        ),
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
            name='criterion_position_once',
        ),
        migrations.AddField(
            model_name='criteriaset',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='lần'),
        ),
        migrations.AddField(
            model_name='criteriaset',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.criteriaset'),
        ),
        migrations.AddField(
            model_name='criteriaset',
            name='year',
            field=models.PositiveSmallIntegerField(default=2022, verbose_name='năm'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='criteriasethistory',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='lần'),
        ),
        migrations.AddField(
            model_name='criteriasethistory',
            name='follows',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='indicators.criteriaset'),
        ),
        migrations.AddField(
            model_name='criteriasethistory',
            name='year',
            field=models.PositiveSmallIntegerField(default=2022, verbose_name='năm'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='criterion',
            name='was',
            field=models.JSONField(blank=True, default=list, verbose_name='mã năm trước'),
        ),
        migrations.AddField(
            model_name='criterionhistory',
            name='was',
            field=models.JSONField(blank=True, default=list, verbose_name='mã năm trước'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criteriasethistory" ("block_id", "code", "decided_on", "decision_number", "digest", "edition", "follows_id", "id", "max_points", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "scoring", "state", "year") SELECT new_values."block_id", new_values."code", new_values."decided_on", new_values."decision_number", new_values."digest", new_values."edition", new_values."follows_id", new_values."id", new_values."max_points", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."scoring", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0163b8f2445d906f5cd30bf1e4e4c8d81be5cffd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_506fa', referencing='REFERENCING NEW TABLE AS new_values ', table='indicators_criteriaset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criteriasethistory" ("block_id", "code", "decided_on", "decision_number", "digest", "edition", "follows_id", "id", "max_points", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "scoring", "state", "year") SELECT new_values."block_id", new_values."code", new_values."decided_on", new_values."decision_number", new_values."digest", new_values."edition", new_values."follows_id", new_values."id", new_values."max_points", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."scoring", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."block_id" IS DISTINCT FROM (new_values."block_id") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."decided_on" IS DISTINCT FROM (new_values."decided_on") OR old_values."decision_number" IS DISTINCT FROM (new_values."decision_number") OR old_values."digest" IS DISTINCT FROM (new_values."digest") OR old_values."edition" IS DISTINCT FROM (new_values."edition") OR old_values."follows_id" IS DISTINCT FROM (new_values."follows_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."max_points" IS DISTINCT FROM (new_values."max_points") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."scoring" IS DISTINCT FROM (new_values."scoring") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."year" IS DISTINCT FROM (new_values."year")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0ebdac8e8e0b6ad32e12c86f880d5c1846a4b2a9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_aaf39', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='indicators_criteriaset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criteriasethistory" ("block_id", "code", "decided_on", "decision_number", "digest", "edition", "follows_id", "id", "max_points", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "scoring", "state", "year") SELECT old_values."block_id", old_values."code", old_values."decided_on", old_values."decision_number", old_values."digest", old_values."edition", old_values."follows_id", old_values."id", old_values."max_points", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."scoring", old_values."state", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7e5e148db145be058de1855add6b1ac3ba798cc1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e6a80', referencing='REFERENCING OLD TABLE AS old_values ', table='indicators_criteriaset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "document_required", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT new_values."clause", new_values."code", new_values."criteria_set_id", new_values."document_required", new_values."evidence_required", new_values."explanation_required", new_values."guidance", new_values."id", new_values."inputs", new_values."is_leaf", new_values."max_points", new_values."name", new_values."owner", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."position", new_values."rule", new_values."scored_by", new_values."short_name", new_values."was" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e250c637f635566a6a18d6b2336917a8a7919ae5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_613d7', referencing='REFERENCING NEW TABLE AS new_values ', table='indicators_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "document_required", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT new_values."clause", new_values."code", new_values."criteria_set_id", new_values."document_required", new_values."evidence_required", new_values."explanation_required", new_values."guidance", new_values."id", new_values."inputs", new_values."is_leaf", new_values."max_points", new_values."name", new_values."owner", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."position", new_values."rule", new_values."scored_by", new_values."short_name", new_values."was" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6821cb3a1cef2b4f927fdb39d12d1a36a16d043c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6e5b9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='indicators_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_criterionhistory" ("clause", "code", "criteria_set_id", "document_required", "evidence_required", "explanation_required", "guidance", "id", "inputs", "is_leaf", "max_points", "name", "owner", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rule", "scored_by", "short_name", "was") SELECT old_values."clause", old_values."code", old_values."criteria_set_id", old_values."document_required", old_values."evidence_required", old_values."explanation_required", old_values."guidance", old_values."id", old_values."inputs", old_values."is_leaf", old_values."max_points", old_values."name", old_values."owner", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."position", old_values."rule", old_values."scored_by", old_values."short_name", old_values."was" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e02cd378c280af0b82b468528bc874b77fd40b8f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3e9b8', referencing='REFERENCING OLD TABLE AS old_values ', table='indicators_criterion', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='criteriaset',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(models.Q(('decision_number', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='criteria_set_issued_by_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='criteriaset',
            constraint=models.UniqueConstraint(fields=('block', 'year', 'edition'), name='criteria_set_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('criteria_set', 'position'), name='criterion_position_once'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='indicators.criterion'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='granted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemption',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='units.unit'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemptionhistory',
            name='criterion',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='indicators.criterion'),
        ),
        migrations.AddField(
            model_name='exemptionhistory',
            name='granted_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemptionhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='indicators.exemption'),
        ),
        migrations.AddField(
            model_name='exemptionhistory',
            name='unit',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='exemptionhistory',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trial',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trial',
            name='criteria_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='indicators.criteriaset'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('unit', 'criterion'), name='exemption_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision_number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='exemption_says_why'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='exemption_withdrawn_who_when_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exemption',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_exemptionhistory" ("criterion_id", "decided_on", "decision_number", "granted_at", "granted_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "unit_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."criterion_id", new_values."decided_on", new_values."decision_number", new_values."granted_at", new_values."granted_by_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."reason", new_values."unit_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='11cf820e1322b0502f9e579a8fc0e2bf588201b4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8b11f', referencing='REFERENCING NEW TABLE AS new_values ', table='indicators_exemption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exemption',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_exemptionhistory" ("criterion_id", "decided_on", "decision_number", "granted_at", "granted_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "unit_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."criterion_id", new_values."decided_on", new_values."decision_number", new_values."granted_at", new_values."granted_by_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."reason", new_values."unit_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='64c221cba5b461f9b5333da0cbbfca81381b9f47', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0503c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='indicators_exemption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exemption',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "indicators_exemptionhistory" ("criterion_id", "decided_on", "decision_number", "granted_at", "granted_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "unit_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT old_values."criterion_id", old_values."decided_on", old_values."decision_number", old_values."granted_at", old_values."granted_by_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."reason", old_values."unit_id", old_values."withdrawn_at", old_values."withdrawn_by_id", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7c6d324b1ebcbf1a115fd593feb9a267b48ef185', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_66dd0', referencing='REFERENCING OLD TABLE AS old_values ', table='indicators_exemption', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='exemptionhistory',
            index=models.Index(fields=['unit'], name='exemption_was_of_unit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exemptionhistory',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% only grows: TRUNCATE is refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';", hash='29e9503d09ad6e004cee5dc4095532ac961fc59d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_b5b56', table='indicators_exemptionhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exemptionhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc04036f29966f0159e072ac161da48b4a0d398b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_db714', table='indicators_exemptionhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.UniqueConstraint(fields=('criteria_set', 'code', 'digest'), name='trial_once'),
        ),
    ]
