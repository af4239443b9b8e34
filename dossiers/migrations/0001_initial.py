"""The tables as they stand."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import dossiers.models.uploads
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
        ('units', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(db_collation='C', max_length=60, verbose_name='mã hồ sơ')),
                ('mechanism', models.PositiveSmallIntegerField(choices=[(1, 'Một cửa'), (2, 'Một cửa liên thông')], default=1, verbose_name='cơ chế')),
                ('channel', models.PositiveSmallIntegerField(choices=[(1, 'Trực tiếp'), (2, 'Trực tuyến'), (3, 'Bưu chính công ích')], default=1, verbose_name='kênh nộp')),
                ('received_at', models.DateTimeField(verbose_name='tiếp nhận')),
                ('due_at', models.DateTimeField(null=True, verbose_name='hẹn trả')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='có kết quả')),
                ('delivered_at', models.DateTimeField(null=True, verbose_name='trả kết quả')),
                ('status', models.PositiveSmallIntegerField(choices=[(2, 'Được tiếp nhận'), (4, 'Đang xử lý'), (5, 'Yêu cầu bổ sung giấy tờ'), (6, 'Yêu cầu thực hiện nghĩa vụ tài chính'), (7, 'Công dân yêu cầu rút hồ sơ'), (8, 'Dừng xử lý'), (9, 'Đã xử lý xong'), (10, 'Đã trả kết quả')], default=4, verbose_name='trạng thái')),
                ('outcome', models.PositiveSmallIntegerField(choices=[(0, 'Đang giải quyết'), (1, 'Trước hạn'), (2, 'Đúng hạn'), (3, 'Quá hạn'), (4, 'Đã rút'), (5, 'Từ chối, dừng xử lý')], verbose_name='kết quả')),
                ('working_days', models.PositiveSmallIntegerField(null=True, verbose_name='thời hạn (ngày làm việc)')),
                ('due_given', models.BooleanField(default=False, verbose_name='hạn trả do nơi gửi tính')),
                ('digitised', models.BooleanField(null=True, verbose_name='số hóa kết quả')),
                ('papers_digitised', models.BooleanField(null=True, verbose_name='số hóa thành phần hồ sơ')),
                ('fee', models.BigIntegerField(null=True, verbose_name='phí, lệ phí (đồng)')),
                ('paid_online', models.BooleanField(null=True, verbose_name='thanh toán trực tuyến')),
                ('received_slot', models.DateField()),
                ('finished_slot', models.DateField(null=True)),
                ('taken_days', models.SmallIntegerField(null=True, verbose_name='số ngày làm việc đã dùng')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-received_at', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='mã TTHC')),
                ('name', models.CharField(max_length=500, verbose_name='tên TTHC')),
                ('area', models.CharField(blank=True, default='', max_length=200, verbose_name='lĩnh vực TTHC')),
                ('search_key', models.TextField(default='', editable=False)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('working', models.BooleanField(verbose_name='tính là ngày làm việc')),
                ('reception', models.BooleanField(default=False, verbose_name='mở tiếp nhận')),
                ('ordinal', models.IntegerField()),
                ('kind', models.CharField(choices=[('ordinary', 'Ngày thường'), ('weekend', 'Ngày nghỉ hằng tuần'), ('holiday', 'Ngày lễ, Tết'), ('compensatory', 'Nghỉ bù'), ('swapped_off', 'Nghỉ hoán đổi'), ('makeup', 'Làm bù')], max_length=14, verbose_name='loại ngày')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='ghi chú')),
                ('document_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số văn bản')),
            ],
            options={
                'ordering': ['day'],
                'indexes': [models.Index(condition=models.Q(('working', True)), fields=['ordinal'], name='calendar_working_ordinal')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='extension', serialize=False, to='dossiers.dossier')),
                ('due_at', models.DateTimeField(verbose_name='gia hạn đến')),
                ('decision_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số văn bản gia hạn')),
            ],
            options={
                'ordering': ['dossier_id'],
            },
        ),
        migrations.AddField(
            model_name='dossier',
            name='procedure',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.procedure'),
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to=dossiers.models.uploads.quarantined)),
                ('original_name', models.CharField(max_length=255, verbose_name='tên tệp')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField(verbose_name='dung lượng (byte)')),
                ('state', models.CharField(choices=[('received', 'Đã nhận'), ('headings', 'Chờ chỉ cột'), ('checked', 'Chờ ghi vào sổ'), ('loaded', 'Đã ghi vào sổ'), ('refused', 'Có lỗi, chưa ghi'), ('discarded', 'Đã bỏ')], default='received', max_length=10)),
                ('rows', models.IntegerField(blank=True, null=True, verbose_name='số dòng')),
                ('added', models.IntegerField(blank=True, null=True, verbose_name='thêm mới')),
                ('changed', models.IntegerField(blank=True, null=True, verbose_name='thay đổi')),
                ('wrong_rows', models.IntegerField(default=0, verbose_name='dòng có lỗi')),
                ('left_out', models.IntegerField(default=0, verbose_name='chưa tiếp nhận')),
                ('repeated', models.IntegerField(default=0, verbose_name='lặp mã trong tệp')),
                ('errors', models.JSONField(blank=True, default=list)),
                ('error_count', models.IntegerField(default=0)),
                ('warnings', models.JSONField(blank=True, default=list)),
                ('totals', models.JSONField(blank=True, default=dict)),
                ('headings', models.JSONField(blank=True, default=list)),
                ('preview', models.JSONField(blank=True, default=dict)),
                ('checks', models.IntegerField(default=0, verbose_name='số lần đối chiếu')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc')),
                ('file_gone_at', models.DateTimeField(blank=True, null=True, verbose_name='đã hủy tệp gốc')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='units.unit')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='dossier',
            name='upload',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.upload'),
        ),
        migrations.CreateModel(
            name='Lateness',
            fields=[
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lateness', serialize=False, to='dossiers.dossier')),
                ('cause', models.CharField(max_length=500, verbose_name='nguyên nhân quá hạn')),
                ('apology_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số phiếu xin lỗi')),
                ('apology_on', models.DateField(blank=True, null=True, verbose_name='ngày xin lỗi')),
                ('promised_on', models.DateField(blank=True, null=True, verbose_name='ngày hẹn lại')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['dossier_id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cause', ''), _negated=True), name='lateness_has_a_cause'), models.CheckConstraint(condition=models.Q(models.Q(('apology_number', ''), ('apology_on', None), ('promised_on', None)), models.Q(models.Q(('apology_number', ''), _negated=True), ('apology_on__isnull', False), ('promised_on__gte', models.F('apology_on'))), _connector='OR'), name='lateness_apology_whole')],
            },
        ),
        migrations.CreateModel(
            name='HeadingName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plain', models.CharField(max_length=120, verbose_name='tên cột, không dấu')),
                ('text', models.CharField(max_length=120, verbose_name='tên cột trong tệp')),
                ('key', models.CharField(blank=True, max_length=20, verbose_name='là cột')),
                ('named_at', models.DateTimeField(auto_now=True)),
                ('named_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['unit_id', 'plain'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'plain'), name='heading_named_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='MonthlyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='tháng báo cáo')),
                ('starts', models.DateField()),
                ('received_online', models.PositiveIntegerField(default=0, verbose_name='trực tuyến')),
                ('received_other', models.PositiveIntegerField(default=0, verbose_name='trực tiếp, dịch vụ bưu chính')),
                ('opening', models.PositiveIntegerField(default=0, verbose_name='từ kỳ trước')),
                ('early', models.PositiveIntegerField(default=0, verbose_name='trước hạn')),
                ('on_time', models.PositiveIntegerField(default=0, verbose_name='đúng hạn')),
                ('late', models.PositiveIntegerField(default=0, verbose_name='quá hạn')),
                ('pending_in_time', models.PositiveIntegerField(default=0, verbose_name='trong hạn')),
                ('pending_overdue', models.PositiveIntegerField(default=0, verbose_name='quá hạn (đang giải quyết)')),
                ('stock_before', models.IntegerField(default=0)),
                ('overdue_before', models.IntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('locked_at', models.DateTimeField(null=True, verbose_name='khóa lúc')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('locked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-month', 'unit_id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'month'), name='monthly_count_once'), models.CheckConstraint(condition=models.Q(('locked_at', None), ('received_online', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('early'), '+', models.F('on_time')), '+', models.F('late')), '+', models.F('pending_in_time')), '+', models.F('pending_overdue')), '-', models.F('received_other')), '-', models.F('opening'))), _connector='OR'), name='monthly_count_adds_up')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.PositiveSmallIntegerField(choices=[(1, 'Chờ bổ sung giấy tờ'), (2, 'Chờ nộp phí, thực hiện nghĩa vụ tài chính')], verbose_name='lý do')),
                ('started_at', models.DateTimeField(verbose_name='từ')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='đến')),
                ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='dossiers.dossier')),
            ],
            options={
                'ordering': ['dossier_id', 'started_at', 'reason'],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'started_at', 'reason'), name='pause_once'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='pause_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateField()),
                ('manual', models.BooleanField(default=False)),
                ('received', models.IntegerField(default=0)),
                ('received_online', models.IntegerField(default=0)),
                ('received_postal', models.IntegerField(default=0)),
                ('received_interlinked', models.IntegerField(default=0)),
                ('early', models.IntegerField(default=0)),
                ('on_time', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('withdrawn', models.IntegerField(default=0)),
                ('refused', models.IntegerField(default=0)),
                ('digitised', models.IntegerField(default=0)),
                ('digitisable', models.IntegerField(default=0)),
                ('paid_online', models.IntegerField(default=0)),
                ('payable', models.IntegerField(default=0)),
                ('overdue_closed', models.IntegerField(default=0)),
                ('timed', models.IntegerField(default=0)),
                ('fell_overdue', models.IntegerField(default=0)),
                ('days_taken', models.IntegerField(default=0)),
                ('days_allowed', models.IntegerField(default=0)),
                ('brought_in', models.IntegerField(default=0)),
                ('procedure', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='dossiers.procedure')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['unit_id', 'slot', 'procedure_id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'slot', 'procedure'), name='procedure_slot_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='áp dụng từ')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('level', models.CharField(blank=True, choices=[('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã'), ('vertical', 'Cơ quan ngành dọc')], default='', max_length=10, verbose_name='cấp thực hiện')),
                ('online_service', models.CharField(choices=[('none', 'Chưa cung cấp trực tuyến'), ('part', 'Một phần'), ('full', 'Toàn trình')], default='none', max_length=8, verbose_name='dịch vụ công trực tuyến')),
                ('working_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='thời hạn (ngày làm việc)')),
                ('has_fee', models.BooleanField(default=False, verbose_name='có phí, lệ phí')),
                ('fee', models.BigIntegerField(blank=True, null=True, verbose_name='mức phí, lệ phí (đồng)')),
                ('decision_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số quyết định công bố')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='dossiers.procedure')),
            ],
            options={
                'ordering': ['procedure_id', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='procedure_version_days_in_order'), models.CheckConstraint(condition=models.Q(('fee', None), models.Q(('fee__gte', 0), ('has_fee', True)), _connector='OR'), name='procedure_version_fee_when_charged'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('procedure'), models.F('procedure'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='procedure_version_one_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ProvinceSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateField()),
                ('manual', models.BooleanField(default=False)),
                ('received', models.IntegerField(default=0)),
                ('received_online', models.IntegerField(default=0)),
                ('received_postal', models.IntegerField(default=0)),
                ('received_interlinked', models.IntegerField(default=0)),
                ('early', models.IntegerField(default=0)),
                ('on_time', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('withdrawn', models.IntegerField(default=0)),
                ('refused', models.IntegerField(default=0)),
                ('digitised', models.IntegerField(default=0)),
                ('digitisable', models.IntegerField(default=0)),
                ('paid_online', models.IntegerField(default=0)),
                ('payable', models.IntegerField(default=0)),
                ('overdue_closed', models.IntegerField(default=0)),
                ('timed', models.IntegerField(default=0)),
                ('fell_overdue', models.IntegerField(default=0)),
                ('days_taken', models.IntegerField(default=0)),
                ('days_allowed', models.IntegerField(default=0)),
                ('brought_in', models.IntegerField(default=0)),
                ('procedure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='dossiers.procedure')),
            ],
            options={
                'ordering': ['slot', 'procedure_id'],
                'constraints': [models.UniqueConstraint(fields=('slot', 'procedure'), name='province_slot_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateField()),
                ('manual', models.BooleanField(default=False)),
                ('received', models.IntegerField(default=0)),
                ('received_online', models.IntegerField(default=0)),
                ('received_postal', models.IntegerField(default=0)),
                ('received_interlinked', models.IntegerField(default=0)),
                ('early', models.IntegerField(default=0)),
                ('on_time', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('withdrawn', models.IntegerField(default=0)),
                ('refused', models.IntegerField(default=0)),
                ('digitised', models.IntegerField(default=0)),
                ('digitisable', models.IntegerField(default=0)),
                ('paid_online', models.IntegerField(default=0)),
                ('payable', models.IntegerField(default=0)),
                ('overdue_closed', models.IntegerField(default=0)),
                ('timed', models.IntegerField(default=0)),
                ('fell_overdue', models.IntegerField(default=0)),
                ('days_taken', models.IntegerField(default=0)),
                ('days_allowed', models.IntegerField(default=0)),
                ('brought_in', models.IntegerField(default=0)),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['unit_id', 'slot'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'slot'), name='unit_slot_once')],
            },
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['-received_at', 'code'], name='dossier_newest'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['unit', 'received_slot'], name='dossier_received'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['unit', 'finished_slot'], name='dossier_finished'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(django.db.models.functions.text.Reverse(models.Func(django.db.models.functions.text.Lower('code'), models.Value('./-_ '), models.Value(''), function='translate', output_field=models.TextField())), name='dossier_tail'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('outcome', 3)), fields=['finished_at'], name='dossier_late'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('outcome__in', (0, 3, 4, 5))), fields=['unit', 'due_at'], name='dossier_unmet'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(fields=('code',), name='dossier_code_once'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('finished_slot', None), ('outcome', 0)), models.Q(('finished_at__isnull', False), ('finished_slot__isnull', False), models.Q(('outcome', 0), _negated=True)), _connector='OR'), name='dossier_finished_iff_closed'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('finished_at__gte', models.F('received_at')), _connector='OR'), name='dossier_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('delivered_at', None), models.Q(('delivered_at__gte', models.F('finished_at')), ('finished_at__isnull', False)), _connector='OR'), name='dossier_delivered_when_finished'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', (0,)), ('status__in', [2, 4, 5, 6])), models.Q(('outcome__in', (4,)), ('status__in', [7])), models.Q(('outcome__in', (5,)), ('status__in', [8])), models.Q(('outcome__in', (1, 2, 3)), ('status__in', [9, 10])), _connector='OR'), name='dossier_status_fits_outcome'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('fee', None), ('fee__gte', 0), _connector='OR'), name='dossier_fee_not_negative'),
        ),
    ]
