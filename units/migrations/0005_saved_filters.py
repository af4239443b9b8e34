"""Filters people keep, and the columns they look at."""

import cchc_portal.audit.history
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from cchc_portal.audit.triggers import AddTrigger


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0004_reminder_channels'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=60, verbose_name='danh sách')),
                ('name', models.CharField(max_length=60, verbose_name='tên')),
                ('query', models.CharField(max_length=1500, verbose_name='điều kiện')),
                ('audience', models.CharField(choices=[('owner', 'Chỉ mình tôi'), ('unit', 'Đơn vị của tôi'), ('everyone', 'Mọi người')], default='owner', max_length=8, verbose_name='chia sẻ')),
                ('is_default', models.BooleanField(default=False, verbose_name='mở sẵn')),
                ('changed_at', models.DateTimeField(verbose_name='sửa lúc')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_filters', to=settings.AUTH_USER_MODEL, verbose_name='người lưu')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='chia sẻ với đơn vị')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedFilterHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('page', models.CharField(max_length=60, verbose_name='danh sách')),
                ('name', models.CharField(max_length=60, verbose_name='tên')),
                ('query', models.CharField(max_length=1500, verbose_name='điều kiện')),
                ('audience', models.CharField(choices=[('owner', 'Chỉ mình tôi'), ('unit', 'Đơn vị của tôi'), ('everyone', 'Mọi người')], default='owner', max_length=8, verbose_name='chia sẻ')),
                ('is_default', models.BooleanField(default=False, verbose_name='mở sẵn')),
                ('changed_at', models.DateTimeField(verbose_name='sửa lúc')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lưu')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='units.savedfilter')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='chia sẻ với đơn vị')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ColumnChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=60, verbose_name='danh sách')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None, verbose_name='cột')),
                ('changed_at', models.DateTimeField(verbose_name='sửa lúc')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người chọn')),
            ],
            options={
                'ordering': ['owner_id', 'page'],
                'constraints': [models.UniqueConstraint(fields=('owner', 'page'), name='columns_once_for_a_list'), models.CheckConstraint(condition=models.Q(('columns__len__gt', 0)), name='columns_some')],
            },
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(models.F('owner'), models.F('page'), django.db.models.functions.text.Lower('name'), name='filter_name_once'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('owner', 'page'), name='filter_one_default'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['owner', 'unit', 'everyone'])), name='filter_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'unit'), ('unit__isnull', False)), models.Q(models.Q(('audience', 'unit'), _negated=True), ('unit__isnull', True)), _connector='OR'), name='filter_unit_when_shared_with_one'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='filter_has_name'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(('query', ''), _negated=True), name='filter_chooses_something'),
        ),
        AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_savedfilterhistory" ("audience", "changed_at", "id", "is_default", "name", "owner_id", "page", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "unit_id") SELECT new_values."audience", new_values."changed_at", new_values."id", new_values."is_default", new_values."name", new_values."owner_id", new_values."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', new_values."id", new_values."query", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='62b64a9b0ecccc8d8274bf5ec16d20c57bc0ff05', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8ad61', referencing='REFERENCING NEW TABLE AS new_values ', table='units_savedfilter', when='AFTER')),
        ),
        AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_savedfilterhistory" ("audience", "changed_at", "id", "is_default", "name", "owner_id", "page", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "unit_id") SELECT new_values."audience", new_values."changed_at", new_values."id", new_values."is_default", new_values."name", new_values."owner_id", new_values."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', new_values."id", new_values."query", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a9967e59aa8ab51be9610798438c0513025d4778', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1b385', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='units_savedfilter', when='AFTER')),
        ),
        AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_savedfilterhistory" ("audience", "changed_at", "id", "is_default", "name", "owner_id", "page", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "unit_id") SELECT old_values."audience", old_values."changed_at", old_values."id", old_values."is_default", old_values."name", old_values."owner_id", old_values."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', old_values."id", old_values."query", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ddc6a30ded5073366fd84b171d7a4c02d5242db7', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7bce6', referencing='REFERENCING OLD TABLE AS old_values ', table='units_savedfilter', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='savedfilterhistory',
            index=models.Index(fields=['pgh_transaction', 'pgh_id'], name='savedfilter_unsealed'),
        ),
        AddTrigger(
            model_name='savedfilterhistory',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% only grows: TRUNCATE is refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';", hash='f2b895a1f8713c39de77b05a9413ea6f8f53f638', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_7e3f9', table='units_savedfilterhistory', when='BEFORE')),
        ),
        AddTrigger(
            model_name='savedfilterhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bcb2b893bd7526d844d97bda9f05df687d05688a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b1d62', table='units_savedfilterhistory', when='BEFORE')),
        ),
    ]
