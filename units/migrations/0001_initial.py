"""The tables as they stand."""

import cchc_portal.audit.history
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='mã khối')),
                ('name', models.CharField(max_length=100, verbose_name='tên khối')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
            ],
            options={
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='tên đăng nhập')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='thư điện tử')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='nghỉ từ ngày')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('link_nonce', models.CharField(blank=True, default='', max_length=32)),
                ('link_issued_at', models.DateTimeField(blank=True, null=True, verbose_name='cấp liên kết lúc')),
                ('sort_name', models.CharField(editable=False, max_length=240)),
                ('search_name', models.CharField(editable=False, max_length=450)),
                ('link_issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['username'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='username_once_whatever_case')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='tên')),
                ('selector', models.CharField(max_length=16, unique=True, verbose_name='nhận dạng')),
                ('digest', models.CharField(max_length=64)),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=45), blank=True, default=list, size=None, verbose_name='địa chỉ được phép')),
                ('expires_on', models.DateField(verbose_name='dùng đến hết ngày')),
                ('created_at', models.DateTimeField(verbose_name='cấp lúc')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ('last_used_on', models.DateField(blank=True, null=True, verbose_name='dùng gần nhất')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cấp')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='api_key_has_digest'), models.CheckConstraint(condition=models.Q(('revoked_at', None), ('revoked_at__gte', models.F('created_at')), _connector='OR'), name='api_key_revoked_after_created')],
            },
        ),
        migrations.CreateModel(
            name='ApiKeyHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80, verbose_name='tên')),
                ('selector', models.CharField(max_length=16, verbose_name='nhận dạng')),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=45), blank=True, default=list, size=None, verbose_name='địa chỉ được phép')),
                ('expires_on', models.DateField(verbose_name='dùng đến hết ngày')),
                ('created_at', models.DateTimeField(verbose_name='cấp lúc')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                ('created_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cấp')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='units.apikey')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_transaction', 'pgh_id'], name='apikey_unsealed')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('reporter', 'Cán bộ đầu mối'), ('head', 'Lãnh đạo đơn vị'), ('appraiser', 'Chuyên viên thẩm định'), ('field_owner', 'Cơ quan chủ trì lĩnh vực'), ('coordinator', 'Điều phối CCHC'), ('council', 'Hội đồng thẩm định'), ('leader', 'Lãnh đạo UBND'), ('auditor', 'Kiểm tra, giám sát'), ('sysadmin', 'Quản trị hệ thống'), ('api_client', 'Phần mềm kết nối (API)')], max_length=12, verbose_name='vai trò')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('acting_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to='units.membership', verbose_name='thay mặt')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['user_id', 'unit_id', 'role'],
            },
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
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-effective_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('started_at', models.DateTimeField(null=True, verbose_name='đăng nhập lúc')),
                ('address', models.CharField(blank=True, default='', max_length=45, verbose_name='địa chỉ mạng')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='mã đơn vị')),
                ('official_code', models.CharField(blank=True, default='', max_length=35, verbose_name='mã định danh')),
                ('name', models.CharField(max_length=200, verbose_name='tên đơn vị')),
                ('short_name', models.CharField(blank=True, default='', max_length=80, verbose_name='tên ngắn')),
                ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('department', 'Sở, ban, ngành'), ('district', 'Cấp huyện (đến 30/6/2025)'), ('commune', 'Cấp xã'), ('vertical', 'Cơ quan ngành dọc')], max_length=12, verbose_name='cấp')),
                ('ranked', models.BooleanField(default=True, verbose_name='được xếp hạng')),
                ('valid_from', models.DateField(verbose_name='hoạt động từ')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến')),
                ('sort_name', models.CharField(editable=False, max_length=400)),
                ('search_name', models.CharField(editable=False, max_length=340)),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='units.block', verbose_name='khối')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='units.unit', verbose_name='cấp trên')),
            ],
            options={
                'ordering': ['sort_name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unit_dates_in_order'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='unit_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('level__in', ['province', 'department', 'district', 'commune', 'vertical'])), name='unit_level_known'), models.UniqueConstraint(condition=models.Q(('valid_to', None), models.Q(('official_code', ''), _negated=True)), fields=('official_code',), name='unit_official_code_once')],
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
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.block')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='units.reorganisation')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['reorganisation_id', 'place'],
                'constraints': [models.UniqueConstraint(fields=('reorganisation', 'place'), name='successor_place_once'), models.UniqueConstraint(fields=('reorganisation', 'code'), name='successor_code_once'), models.CheckConstraint(condition=models.Q(('is_new', True), ('unit__isnull', False), _connector='OR'), name='successor_exists_or_is_new'), models.CheckConstraint(condition=models.Q(('level__in', ['province', 'department', 'district', 'commune', 'vertical'])), name='successor_level_known')],
            },
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='predecessors',
            field=models.ManyToManyField(related_name='reorganisations', to='units.unit', verbose_name='đơn vị ngừng hoạt động'),
        ),
        migrations.CreateModel(
            name='MembershipHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('reporter', 'Cán bộ đầu mối'), ('head', 'Lãnh đạo đơn vị'), ('appraiser', 'Chuyên viên thẩm định'), ('field_owner', 'Cơ quan chủ trì lĩnh vực'), ('coordinator', 'Điều phối CCHC'), ('council', 'Hội đồng thẩm định'), ('leader', 'Lãnh đạo UBND'), ('auditor', 'Kiểm tra, giám sát'), ('sysadmin', 'Quản trị hệ thống'), ('api_client', 'Phần mềm kết nối (API)')], max_length=12, verbose_name='vai trò')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('acting_for', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.membership', verbose_name='thay mặt')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='units.membership')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_transaction', 'pgh_id'], name='membership_unsealed')],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='units.unit'),
        ),
        migrations.CreateModel(
            name='UnitHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=30, verbose_name='mã đơn vị')),
                ('official_code', models.CharField(blank=True, default='', max_length=35, verbose_name='mã định danh')),
                ('name', models.CharField(max_length=200, verbose_name='tên đơn vị')),
                ('short_name', models.CharField(blank=True, default='', max_length=80, verbose_name='tên ngắn')),
                ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('department', 'Sở, ban, ngành'), ('district', 'Cấp huyện (đến 30/6/2025)'), ('commune', 'Cấp xã'), ('vertical', 'Cơ quan ngành dọc')], max_length=12, verbose_name='cấp')),
                ('ranked', models.BooleanField(default=True, verbose_name='được xếp hạng')),
                ('valid_from', models.DateField(verbose_name='hoạt động từ')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến')),
                ('block', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.block', verbose_name='khối')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='cấp trên')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='units.unit')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_transaction', 'pgh_id'], name='unit_unsealed')],
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
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='became', to='units.unit')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lineage', to='units.reorganisation')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='units.unit')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='lineage_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('predecessor', models.F('successor')), _negated=True), _connector='OR'), name='lineage_not_itself'), models.CheckConstraint(condition=models.Q(('kind__in', ['merged', 'split', 'renamed', 'dissolved'])), name='lineage_kind_known'), models.CheckConstraint(condition=models.Q(('successor__isnull', False), ('kind', 'dissolved'), _connector='OR'), name='lineage_without_successor_is_dissolved')],
            },
        ),
        migrations.CreateModel(
            name='UnitLineageHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('merged', 'sáp nhập vào'), ('split', 'tách thành'), ('renamed', 'đổi tên thành'), ('dissolved', 'giải thể, bàn giao cho')], max_length=10, verbose_name='hình thức')),
                ('on', models.DateField(verbose_name='ngày hoạt động cuối cùng')),
                ('document_number', models.CharField(max_length=80, verbose_name='số văn bản')),
                ('document_date', models.DateField(verbose_name='ngày văn bản')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='units.unitlineage')),
                ('predecessor', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit')),
                ('reorganisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.reorganisation')),
                ('successor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_transaction', 'pgh_id'], name='unitlineage_unsealed')],
            },
        ),
        migrations.CreateModel(
            name='UserHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=cchc_portal.audit.history.CurrentTransaction())),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('username', models.CharField(max_length=60, verbose_name='tên đăng nhập')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='thư điện tử')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='nghỉ từ ngày')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('link_nonce', models.CharField(blank=True, default='', max_length=32)),
                ('link_issued_at', models.DateTimeField(blank=True, null=True, verbose_name='cấp liên kết lúc')),
                ('sort_name', models.CharField(editable=False, max_length=240)),
                ('search_name', models.CharField(editable=False, max_length=450)),
                ('link_issued_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_transaction', 'pgh_id'], name='user_unsealed')],
            },
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
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'unit', 'role', 'valid_from'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['reporter', 'head', 'appraiser', 'field_owner', 'coordinator', 'council', 'leader', 'auditor', 'sysadmin', 'api_client'])), name='membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('acting_for', None), ('valid_to__isnull', False), _connector='OR'), name='membership_substitute_ends'),
        ),
    ]
