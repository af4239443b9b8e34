"""The tables as they stand."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=300, verbose_name='việc')),
                ('key', models.CharField(max_length=200)),
                ('params', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('queued', 'Đang chờ'), ('running', 'Đang chạy'), ('done', 'Xong'), ('failed', 'Không thành công')], default='queued', max_length=10, verbose_name='trạng thái')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='đã làm')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='tổng số')),
                ('message', models.CharField(blank=True, default='', max_length=500, verbose_name='diễn biến')),
                ('error', models.TextField(blank=True, default='', verbose_name='lý do không thành công')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('fence', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.FileField(blank=True, default='', max_length=200, upload_to='jobs/')),
                ('file_name', models.CharField(blank=True, default='', max_length=200, verbose_name='tên tệp')),
                ('grounds', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='gửi lúc')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='bắt đầu')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', 'id'],
                'indexes': [models.Index(fields=['owner', '-created_at'], name='job_of_owner'), models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['created_at'], name='job_active')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('key',), name='job_active_once_per_key'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ('done', 'failed'))), models.Q(('finished_at', None), ('state__in', ('queued', 'running'))), _connector='OR'), name='job_finished_iff_ended'), models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('started_at__isnull', False), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_until', None)), _connector='OR'), name='job_leased_iff_running'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('error', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('error', '')), _connector='OR'), name='job_says_why_iff_failed'), models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_name', '')), models.Q(models.Q(('file', ''), _negated=True), models.Q(('file_name', ''), _negated=True), ('state', 'done')), _connector='OR'), name='job_file_has_a_name')],
            },
        ),
    ]
