"""The tables as they stand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='số thứ tự')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_name', models.CharField(max_length=120, verbose_name='người thực hiện')),
                ('request_id', models.CharField(max_length=64)),
                ('ip', models.CharField(max_length=45, verbose_name='địa chỉ mạng')),
                ('action', models.CharField(max_length=60, verbose_name='việc')),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=64)),
                ('object_label', models.CharField(max_length=300, verbose_name='đối tượng')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('period_id', models.BigIntegerField(null=True)),
                ('before', models.TextField(null=True, verbose_name='trước')),
                ('after', models.TextField(null=True, verbose_name='sau')),
                ('reason', models.TextField(verbose_name='lý do')),
                ('transaction', models.BigIntegerField()),
                ('rows', models.TextField(null=True)),
                ('canonical', models.TextField()),
                ('prev_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-seq'],
                'indexes': [models.Index(fields=['object_type', 'object_id', 'seq'], name='audit_about'), models.Index(fields=['transaction'], name='audit_of_transaction'), models.Index(fields=['unit_id', 'seq'], name='audit_of_unit'), models.Index(fields=['period_id', 'seq'], name='audit_of_period')],
                'constraints': [models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='audit_seq_from_one')],
            },
        ),
    ]
