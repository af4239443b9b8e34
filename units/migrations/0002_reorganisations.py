import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(
            name='UnitLineage',
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.CharField(choices=[('merge', 'Sáp nhập, hợp nhất'), ('split', 'Chia, tách'), ('rename', 'Đổi tên'), ('dissolve', 'Giải thể')], max_length=10, verbose_name='hình thức')),
                ('effective_on', models.DateField(verbose_name='có hiệu lực từ ngày')),
                ('document_number', models.CharField(max_length=80, verbose_name='số văn bản')),
                ('document_date', models.DateField(verbose_name='ngày văn bản')),
                ('receivers', models.JSONField(blank=True, default=dict)),
                ('stage', models.CharField(choices=[('draft', 'Đang soạn'), ('scheduled', 'Chờ đến ngày'), ('done', 'Đã thực hiện'), ('withdrawn', 'Đã rút')], default='draft', max_length=10, verbose_name='trạng thái')),
                ('effects', models.JSONField(blank=True, null=True)),
                ('drafted_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='lý do rút')),
            ],
            options={
                'ordering': ['-effective_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Successor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('code', models.CharField(max_length=30, verbose_name='mã đơn vị')),
                ('official_code', models.CharField(blank=True, default='', max_length=35, verbose_name='mã định danh')),
                ('name', models.CharField(max_length=200, verbose_name='tên đơn vị')),
                ('short_name', models.CharField(blank=True, default='', max_length=80, verbose_name='tên ngắn')),
                ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('department', 'Sở, ban, ngành'), ('district', 'Cấp huyện (đến 30/6/2025)'), ('commune', 'Cấp xã'), ('vertical', 'Cơ quan ngành dọc')], max_length=12, verbose_name='cấp')),
                ('ranked', models.BooleanField(default=True, verbose_name='được xếp hạng')),
                ('is_new', models.BooleanField(verbose_name='thành lập mới')),
            ],
            options={
                'ordering': ['reorganisation_id', 'place'],
            },
        ),
        migrations.CreateModel(
            name='UnitLineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merged', 'sáp nhập vào'), ('split', 'tách thành'), ('renamed', 'đổi tên thành'), ('dissolved', 'giải thể, bàn giao cho')], max_length=10, verbose_name='hình thức')),
                ('on', models.DateField(verbose_name='ngày hoạt động cuối cùng')),
                ('document_number', models.CharField(max_length=80, verbose_name='số văn bản')),
                ('document_date', models.DateField(verbose_name='ngày văn bản')),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='unit',
            name='official_code',
            field=models.CharField(blank=True, default='', max_length=35, verbose_name='mã định danh'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='search_name',
            field=models.CharField(editable=False, max_length=340),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None), models.Q(('official_code', ''), _negated=True)), fields=('official_code',), name='unit_official_code_once'),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='drafted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='predecessors',
            field=models.ManyToManyField(related_name='reorganisations', to='units.unit', verbose_name='đơn vị ngừng hoạt động'),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='successor',
            name='block',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.block'),
        ),
        migrations.AddField(
            model_name='successor',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='successor',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='units.reorganisation'),
        ),
        migrations.AddField(
            model_name='successor',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='unitlineage',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='became', to='units.unit'),
        ),
        migrations.AddField(
            model_name='unitlineage',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lineage', to='units.reorganisation'),
        ),
        migrations.AddField(
            model_name='unitlineage',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='units.unit'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('change__in', ['merge', 'split', 'rename', 'dissolve'])), name='reorganisation_change_known'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('done_at', None), ('stage', 'draft'), ('withdrawn_at', None)), models.Q(('confirmed_at__isnull', False), ('done_at', None), ('stage', 'scheduled'), ('withdrawn_at', None)), models.Q(('confirmed_at__isnull', False), ('done_at__isnull', False), ('stage', 'done'), ('withdrawn_at', None)), models.Q(('done_at', None), ('stage', 'withdrawn'), ('withdrawn_at__isnull', False)), _connector='OR'), name='reorganisation_stage_and_times'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('effects__isnull', False), ('stage', 'done')), models.Q(models.Q(('stage', 'done'), _negated=True), ('effects', None)), _connector='OR'), name='reorganisation_effects_iff_done'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='reorganisation_withdrawn_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='successor',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'place'), name='successor_place_once'),
        ),
        migrations.AddConstraint(
            model_name='successor',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'code'), name='successor_code_once'),
        ),
        migrations.AddConstraint(
            model_name='successor',
            constraint=models.CheckConstraint(condition=models.Q(('is_new', True), ('unit__isnull', False), _connector='OR'), name='successor_exists_or_is_new'),
        ),
        migrations.AddConstraint(
            model_name='successor',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['province', 'department', 'district', 'commune', 'vertical'])), name='successor_level_known'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='lineage_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('predecessor', models.F('successor')), _negated=True), _connector='OR'), name='lineage_not_itself'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['merged', 'split', 'renamed', 'dissolved'])), name='lineage_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.CheckConstraint(condition=models.Q(('successor__isnull', False), ('kind', 'dissolved'), _connector='OR'), name='lineage_without_successor_is_dissolved'),
        ),
    ]
