"""What the nightly look into the store of evidence found stays in rows: an administrator reads them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0013_notes_on_a_row'),
    ]

    operations = [
        migrations.CreateModel(
            name='VaultFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored', models.CharField(max_length=80, verbose_name='tệp trong kho')),
                ('damage', models.CharField(choices=[('missing', 'Mất tệp'), ('altered', 'Nội dung khác lúc nộp'), ('orphan', 'Tệp thừa, đã dọn')], max_length=8, verbose_name='tình trạng')),
                ('about', models.CharField(blank=True, default='', max_length=400, verbose_name='của')),
                ('found_at', models.DateTimeField(verbose_name='thấy lúc')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
            ],
            options={
                'ordering': ['-found_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('stored', 'damage'), name='vault_finding_open_once'), models.CheckConstraint(condition=models.Q(('damage__in', ['missing', 'altered', 'orphan'])), name='vault_finding_damage_known')],
            },
        ),
    ]
